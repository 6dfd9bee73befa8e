package ledger

import (
	"strconv"

	"polyglot.example/go-service/columns"
)

// Result is an id for an accepted user, or the problems of a rejected one.
type Result struct {
	// ID is empty if there are problems. It is valid until the next call.
	ID       []byte
	Problems []Problem
}

// CreateUser processes one user as a batch of one row, so that one user and a file of users follow the same rules.
func (l *Ledger) CreateUser(name, email string, age uint32) (Result, error) {
	// The columns are fields of the ledger. Local variables would be allocated for each call.
	one := &l.one
	one.name[0], one.email[0], one.age[0] = uint32(len(name)), uint32(len(email)), age
	outcome, err := l.Process(Batch{
		Names:  columns.Column{Text: name, Ends: one.name[:]},
		Emails: columns.Column{Text: email, Ends: one.email[:]},
		Ages:   one.age[:],
	}, nil)
	if err != nil {
		return Result{}, err
	}

	var problems []Problem
	for _, violation := range outcome.Violations {
		problems = append(problems, l.describe(violation.Rule).Problem)
	}
	for _, duplicate := range outcome.Duplicates {
		problems = append(problems, duplicateProblem.and(", first seen in record ", duplicate.FirstRecord))
	}
	for _, known := range outcome.Known {
		problems = append(problems, knownProblem.and(", accepted in import ", known.FirstImport).and(" as record ", known.FirstRecord))
	}
	return Result{outcome.IDs, problems}, nil
}

// and adds a text and a number to the message of a problem.
func (p Problem) and(text string, number uint64) Problem {
	p.Message += text + strconv.FormatUint(number, 10)
	return p
}

// describe returns the validator's description of a rule, which it asks for only once.
func (l *Ledger) describe(rule Rule) Description {
	for len(l.described) <= int(rule) {
		l.described = append(l.described, Description{})
	}
	if l.described[rule].Rule == "" {
		l.described[rule] = l.validator.Describe(rule)
	}
	return l.described[rule]
}
