package ledger

import "strings"

// Whole returns the totals of all calls so far with all domains, in no particular order, as Merge needs them.
func (l *Ledger) Whole() Totals {
	totals := l.Summary()
	domains := make([]DomainCount, 0, totals.DistinctDomains)
	l.tally.domains.Each(func(key []byte, count uint64) {
		domains = append(domains, DomainCount{string(key), count})
	})
	totals.TopDomains = domains
	return totals
}

// Merge returns the totals of a run from those of its partitions, as if one ledger had processed all records. The
// partitions' totals are those of Whole, with all domains. The result has the top domains.
func Merge(parts []Totals) Totals {
	sum := new(tally)
	var errors []ErrorCount
	for _, part := range parts {
		sum.read += part.Read
		sum.accepted += part.Accepted
		sum.rejected += part.Rejected
		for _, e := range part.Errors {
			errors = addError(errors, e)
		}
		for _, a := range part.Ages {
			sum.addAge(a.Age, a.Count)
		}
		for _, d := range part.TopDomains {
			sum.domains.Add([]byte(d.Domain), d.Count)
		}
	}
	totals := sum.totals()
	totals.TopDomains = sum.topDomains()
	for _, e := range errors {
		totals.Errors = insert(totals.Errors, e, ErrorCount.before)
	}
	return totals
}

// addError adds to the count of an error. There are few different errors.
func addError(errors []ErrorCount, e ErrorCount) []ErrorCount {
	for i := range errors {
		if errors[i].Field == e.Field && errors[i].Rule == e.Rule {
			errors[i].Count += e.Count
			return errors
		}
	}
	// The strings are copied, because the caller's memory may be gone before the result is read.
	return append(errors, ErrorCount{strings.Clone(e.Field), strings.Clone(e.Rule), strings.Clone(e.Message), e.Count})
}
