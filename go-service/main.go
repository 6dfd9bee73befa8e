// Component `service`: the adapter between the generated bindings and package register.
//
// Nothing is copied on the way in or out: columns are views of the memory that the caller wrote them to, and the
// outcome lies in the register's own buffers. Both are over with the next call; reallocate.go says why that is
// long enough.
package main

import (
	"strings"
	"unsafe"

	"go.bytecodealliance.org/cm"

	service "polyglot.example/go-service/internal/my/user-service/types"
	userservice "polyglot.example/go-service/internal/my/user-service/user-service"
	"polyglot.example/go-service/internal/my/user-validator/types"
	"polyglot.example/go-service/internal/my/user-validator/validator"
	"polyglot.example/go-service/register"
)

// users is this instance's run.
var users = register.New(imported{})

func init() {
	userservice.Exports.Configure = configure
	userservice.Exports.CreateUser = createUser
	userservice.Exports.Process = process
	userservice.Exports.Summary = summary
}

func main() {}

// configure makes a rule-set of the validator's and keeps it: the handle is dropped with the instance, as all else is
// that belongs to the run.
func configure(settings service.Settings) {
	defer memory.End()
	users.Configure(ruleSet{validator.NewRuleSet(settings.Rules)}, settings.UniqueEmail)
}

func createUser(user types.User) service.CreateUserResult {
	defer memory.End()
	provoke(user.Name)
	result := users.CreateUser(user.Name, user.Email, user.Age)
	if len(result.Problems) > 0 {
		problems := make([]types.ValidationError, len(result.Problems))
		for i, problem := range result.Problems {
			problems[i] = types.ValidationError{Field: problem.Field, Message: problem.Message}
		}
		return service.CreateUserResult{Errors: cm.ToList(problems)}
	}
	return service.CreateUserResult{Success: true, UserID: cm.Some(view(result.ID))}
}

func process(batch types.UserBatch, unreadable cm.List[service.Unreadable]) service.Outcome {
	defer memory.End()
	provoke(batch.Names.Text)
	outcome := users.Process(register.Batch{
		Names:  register.Column{Text: batch.Names.Text, Ends: batch.Names.Ends.Slice()},
		Emails: register.Column{Text: batch.Emails.Text, Ends: batch.Emails.Ends.Slice()},
		Ages:   batch.Ages.Slice(),
	}, recast[register.Unreadable](unreadable.Slice()))
	return service.Outcome{
		Violations: cm.ToList(recast[types.Violation](outcome.Violations)),
		Duplicates: cm.ToList(recast[service.Duplicate](outcome.Duplicates)),
		Ids:        types.TextColumn{Text: view(outcome.IDs), Ends: cm.ToList(outcome.IDEnds)},
	}
}

func summary() service.Totals {
	defer memory.End()
	totals := users.Summary()
	return service.Totals{
		Read:     totals.Read,
		Accepted: totals.Accepted,
		Rejected: totals.Rejected,
		Errors: list(totals.Errors, func(e register.ErrorCount) service.ErrorCount {
			return service.ErrorCount{Field: e.Field, Rule: e.Rule, Message: e.Message, Count: e.Count}
		}),
		Ages: list(totals.Ages, func(a register.AgeCount) service.AgeCount {
			return service.AgeCount{Age: a.Age, Count: a.Count}
		}),
		TopDomains: list(totals.TopDomains, func(d register.DomainCount) service.DomainCount {
			return service.DomainCount{Domain: d.Domain, Count: d.Count}
		}),
		DistinctDomains: totals.DistinctDomains,
	}
}

// imported is the validator that the component was composed with; it judges by the defaults.
type imported struct{}

func (imported) Violations(batch register.Batch) []register.Violation {
	return recast[register.Violation](validator.ValidateBatch(lower(batch)).Slice())
}

func (imported) Describe(rule register.Rule) register.Description {
	return description(rule, validator.Describe(types.Rule(rule)))
}

// ruleSet is the same validator, judging by other rules: they are its own, and this is the handle to them.
type ruleSet struct{ handle validator.RuleSet }

func (r ruleSet) Violations(batch register.Batch) []register.Violation {
	return recast[register.Violation](r.handle.ValidateBatch(lower(batch)).Slice())
}

func (r ruleSet) Describe(rule register.Rule) register.Description {
	return description(rule, r.handle.Describe(types.Rule(rule)))
}

func lower(batch register.Batch) types.UserBatch {
	return types.UserBatch{
		Names:  types.TextColumn{Text: batch.Names.Text, Ends: cm.ToList(batch.Names.Ends)},
		Emails: types.TextColumn{Text: batch.Emails.Text, Ends: cm.ToList(batch.Emails.Ends)},
		Ages:   cm.ToList(batch.Ages),
	}
}

// description copies what was told, since the register keeps it.
func description(rule register.Rule, told types.ValidationError) register.Description {
	return register.Description{
		Rule:    types.Rule(rule).String(),
		Problem: register.Problem{Field: strings.Clone(told.Field), Message: strings.Clone(told.Message)},
	}
}

func list[From, To any](from []From, convert func(From) To) cm.List[To] {
	to := make([]To, len(from))
	for i := range from {
		to[i] = convert(from[i])
	}
	return cm.ToList(to)
}

// view returns bytes as a string without copying them.
func view(bytes []byte) string {
	return unsafe.String(unsafe.SliceData(bytes), len(bytes))
}

// recast takes a slice of generated records for one of the register's, or the other way about, without copying.
// It is for the pairs below only.
func recast[To, From any](from []From) []To {
	return unsafe.Slice((*To)(unsafe.Pointer(unsafe.SliceData(from))), len(from))
}

// The pairs lie in memory alike, or this does not compile: each index must be 0.
var _ = [1]struct{}{}[0|
	unsafe.Sizeof(register.Violation{})^unsafe.Sizeof(types.Violation{})|
	unsafe.Offsetof(register.Violation{}.Rule)^unsafe.Offsetof(types.Violation{}.Rule)|
	unsafe.Sizeof(register.Duplicate{})^unsafe.Sizeof(service.Duplicate{})|
	unsafe.Offsetof(register.Duplicate{}.FirstRecord)^unsafe.Offsetof(service.Duplicate{}.FirstRecord)|
	unsafe.Sizeof(register.Unreadable{})^unsafe.Sizeof(service.Unreadable{})|
	unsafe.Offsetof(register.Unreadable{}.Field)^unsafe.Offsetof(service.Unreadable{}.Field)|
	unsafe.Offsetof(register.Unreadable{}.Defect)^unsafe.Offsetof(service.Unreadable{}.Defect)]
