package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// stateless is what all resources here share: they exist in Terraform's state only, and a change of any argument replaces
// them.
type stateless struct{}

func (stateless) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (stateless) Update(_ context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	response.State.Raw = request.Plan.Raw
}

func (stateless) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

func computedString(sensitive bool) schema.Attribute {
	return schema.StringAttribute{Computed: true, Sensitive: sensitive,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}}
}

func optionalString() schema.Attribute {
	return schema.StringAttribute{Optional: true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}}
}

func optionalStringMap() schema.Attribute {
	return schema.MapAttribute{ElementType: types.StringType, Optional: true,
		PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplace()}}
}

func requiredNumber() schema.Attribute {
	return schema.Int64Attribute{Required: true,
		PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()}}
}

func numberOrZero() schema.Attribute {
	return schema.Int64Attribute{Optional: true, Computed: true, Default: int64default.StaticInt64(0),
		PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()}}
}

func boolOrTrue() schema.Attribute {
	return schema.BoolAttribute{Optional: true, Computed: true, Default: booldefault.StaticBool(true),
		PlanModifiers: []planmodifier.Bool{boolplanmodifier.RequiresReplace()}}
}
