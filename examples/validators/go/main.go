// Component `validator`: the adapter between the generated bindings and package rules.
package main

import (
	"go.bytecodealliance.org/cm"

	"polyglot.example/go-validator/internal/my/user-validator/types"
	"polyglot.example/go-validator/internal/my/user-validator/validator"
	"polyglot.example/go-validator/rules"
)

// ruleSets has the rules for each handle; no rule-set has the number 0.
var (
	ruleSets = map[cm.Rep]*rules.Rules{}
	last     cm.Rep
)

func init() {
	validator.Exports.ValidateUser = func(user types.User) cm.List[types.ValidationError] {
		return errors(&rules.Default, user)
	}
	validator.Exports.ValidateEmail = func(email string) bool {
		defer memory.End()
		return rules.IsEmail(email)
	}
	validator.Exports.CanonicalEmails = canonicalEmails
	validator.Exports.ValidateBatch = func(batch types.UserBatch) cm.List[types.Violation] {
		return violations(&rules.Default, batch)
	}
	validator.Exports.Describe = func(rule types.Rule) types.ValidationError {
		return describe(&rules.Default, rules.Rule(rule))
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
		return describe(ruleSets[self], rules.Rule(rule))
	}
}

func main() {}

func newRuleSet(made types.Rules) validator.RuleSet {
	defer memory.End()
	if made.MinAge > made.MaxAge {
		panic("make a rule-set: min-age is above max-age")
	}
	last++
	ruleSets[last] = &rules.Rules{
		MinAge:        made.MinAge,
		MaxAge:        made.MaxAge,
		NameMinLength: made.NameMinLength,
		Domains:       rules.NewDomains(made.AllowedDomains.Slice(), made.DeniedDomains.Slice()),
		StrictEmail:   made.EmailSyntax == types.EmailSyntaxStrict,
	}
	return validator.RuleSetResourceNew(last)
}

func canonicalEmails(emails types.TextColumn) types.TextColumn {
	defer memory.End()
	canonical := rules.CanonicalEmails(column(emails))
	return types.TextColumn{Text: canonical.Text, Ends: cm.ToList(canonical.Ends)}
}

func errors(judge *rules.Rules, user types.User) cm.List[types.ValidationError] {
	defer memory.End()
	broken := judge.Broken(nil, user.Name, user.Email, user.Age)
	found := make([]types.ValidationError, len(broken))
	for i, rule := range broken {
		found[i] = describe(judge, rule)
	}
	return cm.ToList(found)
}

func violations(judge *rules.Rules, batch types.UserBatch) cm.List[types.Violation] {
	defer memory.End()
	broken := judge.Violations(column(batch.Names), column(batch.Emails), batch.Ages.Slice())
	found := make([]types.Violation, len(broken))
	for i, violation := range broken {
		found[i] = types.Violation{Row: violation.Row, Rule: types.Rule(violation.Rule)}
	}
	return cm.ToList(found)
}

func describe(judge *rules.Rules, rule rules.Rule) types.ValidationError {
	return types.ValidationError{Field: rule.Field(), Message: judge.Message(rule)}
}

func column(column types.TextColumn) rules.Column {
	return rules.Column{Text: column.Text, Ends: column.Ends.Slice()}
}
