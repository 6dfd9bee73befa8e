// Another component `validator`: the adapter between the generated bindings and package strict.
package main

import (
	"strings"

	"go.bytecodealliance.org/cm"

	"polyglot.example/strict-validator/internal/my/user-validator/types"
	"polyglot.example/strict-validator/internal/my/user-validator/validator"
	"polyglot.example/strict-validator/strict"
)

// ruleSets has the rules for each handle; no rule-set has the number 0.
var (
	ruleSets = map[cm.Rep]*strict.Rules{}
	last     cm.Rep
)

func init() {
	validator.Exports.ValidateUser = func(user types.User) cm.List[types.ValidationError] {
		return errors(&strict.Default, user)
	}
	validator.Exports.ValidateEmail = func(email string) bool {
		defer memory.End()
		return strict.IsEmail(email)
	}
	validator.Exports.CanonicalEmails = canonicalEmails
	validator.Exports.ValidateBatch = func(batch types.UserBatch) cm.List[types.Violation] {
		return violations(&strict.Default, batch)
	}
	validator.Exports.Describe = func(rule types.Rule) types.ValidationError {
		return describe(&strict.Default, strict.Rule(rule))
	}
	ruleSet := &validator.Exports.RuleSet
	ruleSet.Constructor = newRuleSet
	ruleSet.Destructor = func(self cm.Rep) { delete(ruleSets, self) }
	ruleSet.ValidateUser = func(self cm.Rep, user types.User) cm.List[types.ValidationError] {
		return errors(ruleSets[self], user)
	}
	ruleSet.ValidateBatch = func(self cm.Rep, batch types.UserBatch) cm.List[types.Violation] {
		return violations(ruleSets[self], batch)
	}
	ruleSet.Describe = func(self cm.Rep, rule types.Rule) types.ValidationError {
		return describe(ruleSets[self], strict.Rule(rule))
	}
}

func main() {}

func newRuleSet(rules types.Rules) validator.RuleSet {
	defer memory.End()
	if rules.MinAge > rules.MaxAge {
		panic("make a rule-set: min-age is above max-age")
	}
	set := strict.AtLeast(strict.Rules{
		MinAge:        rules.MinAge,
		MaxAge:        rules.MaxAge,
		NameMinLength: rules.NameMinLength,
		Allowed:       kept(rules.AllowedDomains.Slice()),
		Denied:        kept(rules.DeniedDomains.Slice()),
		StrictEmail:   rules.EmailSyntax == types.EmailSyntaxStrict,
	})
	last++
	ruleSets[last] = &set
	return validator.RuleSetResourceNew(last)
}

func canonicalEmails(emails types.TextColumn) (canonical types.TextColumn) {
	defer memory.End()
	var text strings.Builder
	ends := make([]uint32, 0, emails.Ends.Len())
	start := uint32(0)
	for _, end := range emails.Ends.Slice() {
		text.WriteString(strict.Canonical(emails.Text[start:end]))
		ends = append(ends, uint32(text.Len()))
		start = end
	}
	return types.TextColumn{Text: text.String(), Ends: cm.ToList(ends)}
}

func errors(rules *strict.Rules, user types.User) cm.List[types.ValidationError] {
	defer memory.End()
	broken := rules.Broken(user.Name, user.Email, user.Age)
	found := make([]types.ValidationError, len(broken))
	for i, rule := range broken {
		found[i] = describe(rules, rule)
	}
	return cm.ToList(found)
}

func violations(rules *strict.Rules, batch types.UserBatch) cm.List[types.Violation] {
	defer memory.End()
	broken := rules.Violations(column(batch.Names), column(batch.Emails), batch.Ages.Slice())
	found := make([]types.Violation, len(broken))
	for i, violation := range broken {
		found[i] = types.Violation{Row: violation.Row, Rule: types.Rule(violation.Rule)}
	}
	return cm.ToList(found)
}

func describe(rules *strict.Rules, rule strict.Rule) types.ValidationError {
	return types.ValidationError{Field: rule.Field(), Message: rules.Message(rule)}
}

func column(column types.TextColumn) strict.Column {
	return strict.Column{Text: column.Text, Ends: column.Ends.Slice()}
}

// kept copies what has to outlive the call.
func kept(domains []string) []string {
	copies := make([]string, len(domains))
	for i, domain := range domains {
		copies[i] = strings.Clone(domain)
	}
	return copies
}
