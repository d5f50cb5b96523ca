package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// randomID is random_id: random bytes in several encodings.
type randomID struct{ stateless }

func newRandomID() resource.Resource { return randomID{} }

func (randomID) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "random_id"
}

func (randomID) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	response.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"keepers":     optionalStringMap(),
		"byte_length": requiredNumber(),
		"prefix":      optionalString(),
		"id":          computedString(false),
		"b64_url":     computedString(false),
		"b64_std":     computedString(false),
		"hex":         computedString(false),
		"dec":         computedString(false),
	}}
}

func (randomID) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var length int64
	var prefix types.String
	response.Diagnostics.Append(request.Plan.GetAttribute(ctx, path.Root("byte_length"), &length)...)
	response.Diagnostics.Append(request.Plan.GetAttribute(ctx, path.Root("prefix"), &prefix)...)
	if response.Diagnostics.HasError() {
		return
	}
	bytes := make([]byte, length)
	if _, err := rand.Read(bytes); err != nil {
		response.Diagnostics.AddError("no randomness", err.Error())
		return
	}
	response.State.Raw = request.Plan.Raw
	for name, value := range map[string]string{
		"id":      base64.RawURLEncoding.EncodeToString(bytes),
		"b64_url": prefix.ValueString() + base64.RawURLEncoding.EncodeToString(bytes),
		"b64_std": prefix.ValueString() + base64.StdEncoding.EncodeToString(bytes),
		"hex":     prefix.ValueString() + hex.EncodeToString(bytes),
		"dec":     prefix.ValueString() + new(big.Int).SetBytes(bytes).String(),
	} {
		response.Diagnostics.Append(response.State.SetAttribute(ctx, path.Root(name), value)...)
	}
}
