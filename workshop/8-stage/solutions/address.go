// Package stage is what the stage does. It knows nothing of components.
package stage

import "strings"

// Plain returns the address without the tag and the dots that its mail server ignores. Text that is not an address stays as it is.
func Plain(email string) string {
	local, domain, found := strings.Cut(email, "@")
	name, _, _ := strings.Cut(local, "+")
	name = strings.ReplaceAll(name, ".", "")
	if !found || name == "" {
		return email
	}
	return name + "@" + domain
}
