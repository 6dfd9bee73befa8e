package ledger

import "strings"

// Whole returns the totals of all calls so far, with all domains, in no order: what Merge needs.
func (r *Register) Whole() Totals {
	totals := r.Summary()
	domains := make([]DomainCount, 0, totals.DistinctDomains)
	r.tally.domains.table.each(func(key []byte, count uint64) {
		domains = append(domains, DomainCount{string(key), count})
	})
	totals.TopDomains = domains
	return totals
}

// Merge returns the totals of a run from those of its parts, as if one register had taken all records. Parts have all
// their domains, as Whole gives them; the result has the top ones.
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
			sum.addDomain(d.Domain, d.Count)
		}
	}
	totals := sum.totals()
	totals.TopDomains = sum.topDomains()
	for _, e := range errors {
		totals.Errors = insert(totals.Errors, e, ErrorCount.before)
	}
	return totals
}

// addError counts an error. There are few different ones.
func addError(errors []ErrorCount, e ErrorCount) []ErrorCount {
	for i := range errors {
		if errors[i].Field == e.Field && errors[i].Rule == e.Rule {
			errors[i].Count += e.Count
			return errors
		}
	}
	// Copied, since the parts are the caller's, and may be gone before the result is.
	return append(errors, ErrorCount{strings.Clone(e.Field), strings.Clone(e.Rule), strings.Clone(e.Message), e.Count})
}

func (t *tally) addAge(age uint32, count uint64) {
	if age < uint32(len(t.ages)) {
		t.ages[age] += count
	} else {
		t.otherAges.entry(t.otherAge(age)).add(count)
	}
}

func (t *tally) addDomain(domain string, count uint64) {
	key := []byte(domain)
	position, _ := t.domains.table.at(hash(key).low, key, 0)
	t.domains.table.entry(position).add(count)
}
