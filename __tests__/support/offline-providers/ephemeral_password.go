package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ephemeralPassword is random_password as an ephemeral resource: a new one whenever Terraform runs, in no state.
type ephemeralPassword struct{}

type ephemeralPasswordModel struct {
	Length          types.Int64  `tfsdk:"length"`
	Lower           types.Bool   `tfsdk:"lower"`
	Upper           types.Bool   `tfsdk:"upper"`
	Numeric         types.Bool   `tfsdk:"numeric"`
	Special         types.Bool   `tfsdk:"special"`
	MinLower        types.Int64  `tfsdk:"min_lower"`
	MinUpper        types.Int64  `tfsdk:"min_upper"`
	MinNumeric      types.Int64  `tfsdk:"min_numeric"`
	MinSpecial      types.Int64  `tfsdk:"min_special"`
	OverrideSpecial types.String `tfsdk:"override_special"`
	Result          types.String `tfsdk:"result"`
	BcryptHash      types.String `tfsdk:"bcrypt_hash"`
}

func newEphemeralPassword() ephemeral.EphemeralResource { return ephemeralPassword{} }

func (ephemeralPassword) Metadata(_ context.Context, _ ephemeral.MetadataRequest, response *ephemeral.MetadataResponse) {
	response.TypeName = "random_password"
}

func (ephemeralPassword) Schema(_ context.Context, _ ephemeral.SchemaRequest, response *ephemeral.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		"length":           schema.Int64Attribute{Required: true},
		"override_special": schema.StringAttribute{Optional: true},
		"result":           schema.StringAttribute{Computed: true, Sensitive: true},
		"bcrypt_hash":      schema.StringAttribute{Computed: true, Sensitive: true},
	}
	for _, class := range []string{"lower", "upper", "numeric", "special"} {
		attributes[class] = schema.BoolAttribute{Optional: true, Computed: true}
		attributes["min_"+class] = schema.Int64Attribute{Optional: true, Computed: true}
	}
	response.Schema = schema.Schema{Attributes: attributes}
}

func (ephemeralPassword) Open(ctx context.Context, request ephemeral.OpenRequest, response *ephemeral.OpenResponse) {
	var model ephemeralPasswordModel
	response.Diagnostics.Append(request.Config.Get(ctx, &model)...)
	if response.Diagnostics.HasError() {
		return
	}
	for _, class := range []*types.Bool{&model.Lower, &model.Upper, &model.Numeric, &model.Special} {
		*class = types.BoolValue(class.IsNull() || class.ValueBool())
	}
	for _, minimum := range []*types.Int64{&model.MinLower, &model.MinUpper, &model.MinNumeric, &model.MinSpecial} {
		*minimum = types.Int64Value(minimum.ValueInt64())
	}
	password, hash, err := model.generate()
	if err != nil {
		response.Diagnostics.AddError("cannot generate a password", err.Error())
		return
	}
	model.Result = types.StringValue(password)
	model.BcryptHash = types.StringValue(hash)
	response.Diagnostics.Append(response.Result.Set(ctx, &model)...)
}

func (m ephemeralPasswordModel) generate() (password, hash string, err error) {
	return generateWithHash(randomPasswordModel{
		Length:          m.Length.ValueInt64(),
		Lower:           m.Lower.ValueBool(),
		Upper:           m.Upper.ValueBool(),
		Numeric:         m.Numeric.ValueBool(),
		Special:         m.Special.ValueBool(),
		MinLower:        m.MinLower.ValueInt64(),
		MinUpper:        m.MinUpper.ValueInt64(),
		MinNumeric:      m.MinNumeric.ValueInt64(),
		MinSpecial:      m.MinSpecial.ValueInt64(),
		OverrideSpecial: m.OverrideSpecial,
	})
}
