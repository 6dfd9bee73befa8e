// Package stage is the logic of the stage. It knows nothing about components.
package stage

import "strings"

// Plain returns the address without the tag that its mail server ignores: ann+news@example.com becomes ann@example.com, so
// the service sees one user. An invalid address stays invalid. Replace this function with your own.
func Plain(email string) string {
	local, domain, found := strings.Cut(email, "@")
	tag := strings.IndexByte(local, '+')
	if !found || tag < 1 {
		return email
	}
	return local[:tag] + "@" + domain
}
