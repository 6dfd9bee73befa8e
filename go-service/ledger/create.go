package ledger

import "strconv"

// Result is what became of one user: an id, or what is wrong.
type Result struct {
	// ID is empty where there are problems. It is valid until the next call.
	ID       []byte
	Problems []Problem
}

// CreateUser takes one user, as a batch of one: what is said to a person and what is done to a file can't differ.
func (r *Register) CreateUser(name, email string, age uint32) (Result, error) {
	// The columns lie in the register: of this function's own, they would be allocated for each call.
	one := &r.one
	one.name[0], one.email[0], one.age[0] = uint32(len(name)), uint32(len(email)), age
	outcome, err := r.Process(Batch{
		Names:  Column{name, one.name[:]},
		Emails: Column{email, one.email[:]},
		Ages:   one.age[:],
	}, nil)
	if err != nil {
		return Result{}, err
	}

	var problems []Problem
	for _, violation := range outcome.Violations {
		problems = append(problems, r.describe(violation.Rule).Problem)
	}
	for _, duplicate := range outcome.Duplicates {
		problems = append(problems, duplicateProblem.and(", first seen in record ", duplicate.FirstRecord))
	}
	for _, known := range outcome.Known {
		problems = append(problems, knownProblem.and(", accepted in import ", known.FirstImport).and(" as record ", known.FirstRecord))
	}
	return Result{outcome.IDs, problems}, nil
}

// and says more of a problem.
func (p Problem) and(words string, number uint64) Problem {
	p.Message += words + strconv.FormatUint(number, 10)
	return p
}

// describe asks the validator once for each rule.
func (r *Register) describe(rule Rule) Description {
	for len(r.described) <= int(rule) {
		r.described = append(r.described, Description{})
	}
	if r.described[rule].Rule == "" {
		r.described[rule] = r.validator.Describe(rule)
	}
	return r.described[rule]
}
