package ledger

import (
	"strconv"

	"polyglot.example/go-service/columns"
)

// Addresses are compared in ASCII lower case, and by the name of the domain, however it is spelled. Only the validator knows
// the spellings. Nearly all domains have one, and are recognised here, once per domain.

// identify brings the candidates' addresses into the form in which they are compared, adds their domains to the tally, without
// a count, and hashes the addresses.
func (c *candidates) identify(domains *columns.Counter, validator Validator) {
	rows := len(c.rows)
	c.domains, c.unusual = columns.Room(c.domains, rows)[:rows], c.unusual[:0]
	for i := domains.LocateRecent(&c.emails, 0, '@', c.domains); i < rows; i = domains.LocateRecent(&c.emails, i+1, '@', c.domains) {
		// An unusual domain isn't among the recent ones, so each of its rows comes here.
		if domain := columns.AfterLast(c.emails.At(i), '@'); isUsual(domain) {
			c.domains[i] = domains.Locate(domain, true)
		} else {
			c.unusual = append(c.unusual, uint32(i))
		}
	}
	if len(c.unusual) > 0 {
		c.rewrite(validator)
		for _, i := range c.unusual {
			domain := columns.AfterLast(c.emails.At(int(i)), '@')
			c.domains[i] = domains.Locate(domain, isUsual(domain))
		}
	}
	c.hashes = columns.AppendHashes(c.hashes, &c.emails, &idKey)
}

// rewrite replaces the unusual addresses.
func (c *candidates) rewrite(validator Validator) {
	c.spellings.Reset(len(c.unusual), 0)
	for _, i := range c.unusual {
		c.spellings.Text = append(c.spellings.Text, c.emails.At(int(i))...)
		c.spellings.End()
	}
	canonical := validator.Canonical(c.spellings.Column())
	if len(canonical.Ends) != len(c.unusual) {
		panic("process: the validator returned " + strconv.Itoa(len(canonical.Ends)) + " canonical addresses, expected " +
			strconv.Itoa(len(c.unusual)))
	}
	c.rewritten.Reset(len(c.rows), len(c.emails.Text)+len(canonical.Text))
	next := 0
	for i := range c.rows {
		if next < len(c.unusual) && c.unusual[next] == uint32(i) {
			c.rewritten.Text = append(c.rewritten.Text, canonical.At(next)...)
			next++
		} else {
			c.rewritten.Text = append(c.rewritten.Text, c.emails.At(i)...)
		}
		c.rewritten.End()
	}
	c.emails, c.rewritten = c.rewritten, c.emails
}

// canonicalEmail returns one address in the form in which addresses are compared.
func canonicalEmail(email string, validator Validator) []byte {
	lower := columns.Lower(email)
	if isUsual(columns.AfterLast(lower, '@')) {
		return lower
	}
	one := validator.Canonical(columns.Column{Text: columns.View(lower), Ends: []uint32{uint32(len(lower))}})
	return []byte(one.At(0))
}

// isUsual returns whether a valid domain in ASCII lower case has only this spelling: see `canonical-emails` in
// wit/deps/my-user-validator/validator.wit.
func isUsual(domain []byte) bool {
	for i, b := range domain {
		switch {
		case 'a' <= b && b <= 'z', '0' <= b && b <= '9', b == '.', b == '_':
		case b == '-':
			if i >= 3 && string(domain[i-3:i]) == "xn-" {
				return false
			}
		default:
			return false
		}
	}
	return true
}
