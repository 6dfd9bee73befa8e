// Package stage is what the stage does. It knows nothing of components.
package stage

import "strings"

// Plain returns the address without the tag that its mail server ignores: who has ann+news@example.com has
// ann@example.com, and is one user to the service. What is no address stays none. Yours to change.
func Plain(email string) string {
	local, domain, found := strings.Cut(email, "@")
	tag := strings.IndexByte(local, '+')
	if !found || tag < 1 {
		return email
	}
	return local[:tag] + "@" + domain
}
