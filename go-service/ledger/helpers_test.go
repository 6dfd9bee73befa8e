package ledger

import (
	"strings"

	"polyglot.example/go-service/columns"
)

// The rules of judge, in the order in which their errors are listed.
const (
	nameEmpty Rule = iota
	emailInvalid
	tooYoung
)

// judge is a validator with three short rules. It counts the calls.
type judge struct {
	batches, descriptions int
	asked                 [][]string // for canonical addresses
}

func (j *judge) Violations(batch Batch) []Violation {
	j.batches++
	var found []Violation
	for row := range batch.Ages {
		if batch.Names.At(row) == "" {
			found = append(found, Violation{uint32(row), nameEmpty})
		}
		if !strings.Contains(batch.Emails.At(row), "@") {
			found = append(found, Violation{uint32(row), emailInvalid})
		}
		if batch.Ages[row] < 13 {
			found = append(found, Violation{uint32(row), tooYoung})
		}
	}
	return found
}

func (j *judge) Canonical(emails columns.Column) columns.Column {
	asked := make([]string, len(emails.Ends))
	for i := range asked {
		asked[i] = strings.Clone(emails.At(i))
	}
	j.asked = append(j.asked, asked)
	return canonical(asked)
}

// canonical knows two spellings.
func canonical(emails []string) columns.Column {
	var result columns.Column
	for _, email := range emails {
		email = strings.ReplaceAll(strings.TrimRight(strings.ToLower(email), ";>"), "xn--bcher-kva", "bücher")
		result.Text += email
		result.Ends = append(result.Ends, uint32(len(result.Text)))
	}
	return result
}

func (j *judge) Describe(rule Rule) Description {
	j.descriptions++
	return []Description{
		{"name-empty", Problem{"name", "No name"}},
		{"email-invalid", Problem{"email", "No e-mail"}},
		{"too-young", Problem{"age", "Too young"}},
	}[rule]
}

type user struct {
	name, email string
	age         uint32
}

func batchOf(users ...user) Batch {
	var batch Batch
	for _, u := range users {
		batch.Names.Text += u.name
		batch.Names.Ends = append(batch.Names.Ends, uint32(len(batch.Names.Text)))
		batch.Emails.Text += u.email
		batch.Emails.Ends = append(batch.Emails.Ends, uint32(len(batch.Emails.Text)))
		batch.Ages = append(batch.Ages, u.age)
	}
	return batch
}

func idsOf(outcome Outcome) []string {
	ids := []string{}
	start := uint32(0)
	for _, end := range outcome.IDEnds {
		ids = append(ids, string(outcome.IDs[start:end]))
		start = end
	}
	return ids
}

// idOf returns the id of an address in lower case.
func idOf(lower string) string {
	return string(appendID(make([]byte, 0, idLength), columns.HashOf([]byte(lower), &idKey)))
}

// lenient is a validator that returns these violations, whatever the batch.
type lenient []Violation

func (l lenient) Violations(Batch) []Violation { return l }
func (lenient) Describe(Rule) Description      { return Description{} }

func (lenient) Canonical(emails columns.Column) columns.Column { return emails }
