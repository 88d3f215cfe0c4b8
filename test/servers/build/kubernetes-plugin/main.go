// The auth method `kubernetes` as a plugin, built from HashiCorp's published module.
package main

import (
	"os"

	kubeauth "github.com/hashicorp/vault-plugin-auth-kubernetes"
	"github.com/hashicorp/vault/api"
	"github.com/hashicorp/vault/sdk/plugin"
)

func main() {
	meta := &api.PluginAPIClientMeta{}
	if err := meta.FlagSet().Parse(os.Args[1:]); err != nil {
		os.Exit(1)
	}
	options := &plugin.ServeOpts{
		BackendFactoryFunc: kubeauth.Factory,
		TLSProviderFunc:    api.VaultPluginTLSProvider(meta.GetTLSConfig()),
	}
	if err := plugin.ServeMultiplex(options); err != nil {
		os.Exit(1)
	}
}
