// Command offline-providers stands in for two providers of Terraform's registry, in tests on machines that cannot reach
// it: installed as terraform-provider-random_v<version> it is the random provider, as terraform-provider-null_v<version>
// the null provider. It has the resource types that our stacks use, with the arguments and the values of the originals.
package main

import (
	"context"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

var providers = map[string]standIn{
	"null": {name: "null", resources: []func() resource.Resource{newNullResource}},
	"random": {
		name:               "random",
		resources:          []func() resource.Resource{newRandomID, newRandomPassword},
		ephemeralResources: []func() ephemeral.EphemeralResource{newEphemeralPassword},
	},
}

func main() {
	name, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(os.Args[0]), "terraform-provider-"), "_")
	standIn, known := providers[name]
	if !known {
		log.Fatalf("installed as %s: expected terraform-provider-null_v* or terraform-provider-random_v*", os.Args[0])
	}
	// Protocol 5, as the originals.
	err := providerserver.Serve(context.Background(), func() provider.Provider { return standIn },
		providerserver.ServeOpts{Address: "registry.terraform.io/hashicorp/" + name, ProtocolVersion: 5})
	if err != nil {
		log.Fatal(err)
	}
}
