package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// randomPassword is random_password: its result is sensitive.
type randomPassword struct{ stateless }

type randomPasswordModel struct {
	ID              types.String `tfsdk:"id"`
	Keepers         types.Map    `tfsdk:"keepers"`
	Length          int64        `tfsdk:"length"`
	Lower           bool         `tfsdk:"lower"`
	Upper           bool         `tfsdk:"upper"`
	Numeric         bool         `tfsdk:"numeric"`
	Special         bool         `tfsdk:"special"`
	MinLower        int64        `tfsdk:"min_lower"`
	MinUpper        int64        `tfsdk:"min_upper"`
	MinNumeric      int64        `tfsdk:"min_numeric"`
	MinSpecial      int64        `tfsdk:"min_special"`
	OverrideSpecial types.String `tfsdk:"override_special"`
	Result          types.String `tfsdk:"result"`
	BcryptHash      types.String `tfsdk:"bcrypt_hash"`
}

func newRandomPassword() resource.Resource { return randomPassword{} }

func (randomPassword) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "random_password"
}

func (randomPassword) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	response.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"keepers":          optionalStringMap(),
		"length":           requiredNumber(),
		"lower":            boolOrTrue(),
		"upper":            boolOrTrue(),
		"numeric":          boolOrTrue(),
		"special":          boolOrTrue(),
		"min_lower":        numberOrZero(),
		"min_upper":        numberOrZero(),
		"min_numeric":      numberOrZero(),
		"min_special":      numberOrZero(),
		"override_special": optionalString(),
		"id":               computedString(false),
		"result":           computedString(true),
		"bcrypt_hash":      computedString(true),
	}}
}

func (randomPassword) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var model randomPasswordModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &model)...)
	if response.Diagnostics.HasError() {
		return
	}
	password, hash, err := generateWithHash(model)
	if err != nil {
		response.Diagnostics.AddError("cannot generate a password", err.Error())
		return
	}
	// The original's id says nothing either.
	model.ID = types.StringValue("none")
	model.Result = types.StringValue(password)
	model.BcryptHash = types.StringValue(hash)
	response.Diagnostics.Append(response.State.Set(ctx, &model)...)
}
