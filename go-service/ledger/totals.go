package ledger

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// Totals are the counts of all calls so far. Accepted + Rejected = Read.
type Totals struct {
	Read, Accepted, Rejected uint64
	Errors                   []ErrorCount
	Ages                     []AgeCount
	TopDomains               []DomainCount
	DistinctDomains          uint64
}

// ErrorCount is how often one error occurred.
type ErrorCount struct {
	Field, Rule, Message string
	Count                uint64
}

// AgeCount is the number of accepted users of one age.
type AgeCount struct {
	Age   uint32
	Count uint64
}

// DomainCount is the number of accepted users with an address at one domain.
type DomainCount struct {
	Domain string
	Count  uint64
}

const topDomains = 10

const (
	duplicateRule = "duplicate-email"
	knownRule     = "known-user"
)

var (
	duplicateProblem = Problem{Field: "email", Message: "Duplicate email"}
	knownProblem     = Problem{Field: "email", Message: "Known user"}
)

// Summary returns the totals so far.
func (l *Ledger) Summary() Totals {
	totals := l.tally.totals()
	totals.Errors = l.errorCounts()
	totals.TopDomains = l.tally.topDomains()
	return totals
}

// totals returns the counts except errors and top domains.
func (t *tally) totals() Totals {
	return Totals{
		Read:            t.read,
		Accepted:        t.accepted,
		Rejected:        t.rejected,
		Ages:            t.ageCounts(),
		DistinctDomains: uint64(t.domains.Len()),
	}
}

// errorCounts lists each error that occurred: the most frequent first, ties by field, then by rule.
func (l *Ledger) errorCounts() []ErrorCount {
	var counts []ErrorCount
	add := func(problem Problem, rule string, count uint64) {
		if count > 0 {
			counts = insert(counts, ErrorCount{problem.Field, rule, problem.Message, count}, ErrorCount.before)
		}
	}
	for rule, count := range &l.tally.rules {
		if count > 0 {
			described := l.describe(Rule(rule))
			add(described.Problem, described.Rule, count)
		}
	}
	add(duplicateProblem, duplicateRule, l.tally.duplicates)
	add(knownProblem, knownRule, l.tally.known)
	for field, byDefect := range &l.tally.defects {
		for defect, count := range byDefect {
			defect := Defect(defect)
			add(Problem{Field(field).String(), defect.Message(l.settings.MaxAge)}, defect.String(), count)
		}
	}
	return counts
}

func (c ErrorCount) before(other ErrorCount) bool {
	if c.Count != other.Count {
		return c.Count > other.Count
	}
	if c.Field != other.Field {
		return c.Field < other.Field
	}
	return c.Rule < other.Rule
}

// ageCounts lists each age that occurred, ascending.
func (t *tally) ageCounts() []AgeCount {
	var counts []AgeCount
	for age, count := range &t.ages {
		if count > 0 {
			counts = append(counts, AgeCount{uint32(age), count})
		}
	}
	t.otherAges.Each(func(age []byte, count uint64) {
		counts = append(counts, AgeCount{binary.BigEndian.Uint32(age), count})
	})
	slices.SortFunc(counts, func(a, b AgeCount) int { return cmp.Compare(a.Age, b.Age) })
	return counts
}

// topDomains lists the domains with the most accepted users, ties by name.
func (t *tally) topDomains() []DomainCount {
	top := make([]DomainCount, 0, topDomains+1)
	t.domains.Each(func(domain []byte, count uint64) {
		if len(top) == topDomains && count < top[topDomains-1].Count {
			return
		}
		top = insert(top, DomainCount{string(domain), count}, DomainCount.before)
		top = top[:min(len(top), topDomains)]
	})
	return top
}

func (c DomainCount) before(other DomainCount) bool {
	return c.Count > other.Count || c.Count == other.Count && c.Domain < other.Domain
}

// insert puts an item into its place in a short, sorted list. slices.Sort would add more code to the component, because
// it is compiled for each type.
func insert[T any](list []T, item T, before func(T, T) bool) []T {
	i := len(list)
	list = append(list, item)
	for ; i > 0 && before(item, list[i-1]); i-- {
		list[i] = list[i-1]
	}
	list[i] = item
	return list
}
