package main

import (
	"go.bytecodealliance.org/cm"

	"polyglot.example/go-service/internal/my/user-service/partials"
	service "polyglot.example/go-service/internal/my/user-service/types"
	"polyglot.example/go-service/ledger"
)

func init() {
	partials.Exports.NumberFrom = users.NumberFrom
	partials.Exports.Whole = whole
	partials.Exports.Merge = merge
}

func whole() service.Totals {
	defer memory.End()
	return lowerTotals(users.Whole())
}

func merge(parts cm.List[service.Totals]) service.Totals {
	defer memory.End()
	return lowerTotals(ledger.Merge(convert(parts.Slice(), liftTotals)))
}

func liftTotals(totals service.Totals) ledger.Totals {
	return ledger.Totals{
		Read:     totals.Read,
		Accepted: totals.Accepted,
		Rejected: totals.Rejected,
		Errors: convert(totals.Errors.Slice(), func(e service.ErrorCount) ledger.ErrorCount {
			return ledger.ErrorCount{Field: e.Field, Rule: e.Rule, Message: e.Message, Count: e.Count}
		}),
		Ages: convert(totals.Ages.Slice(), func(a service.AgeCount) ledger.AgeCount {
			return ledger.AgeCount{Age: a.Age, Count: a.Count}
		}),
		TopDomains: convert(totals.TopDomains.Slice(), func(d service.DomainCount) ledger.DomainCount {
			return ledger.DomainCount{Domain: d.Domain, Count: d.Count}
		}),
		DistinctDomains: totals.DistinctDomains,
	}
}

func lowerTotals(totals ledger.Totals) service.Totals {
	return service.Totals{
		Read:     totals.Read,
		Accepted: totals.Accepted,
		Rejected: totals.Rejected,
		Errors: list(totals.Errors, func(e ledger.ErrorCount) service.ErrorCount {
			return service.ErrorCount{Field: e.Field, Rule: e.Rule, Message: e.Message, Count: e.Count}
		}),
		Ages: list(totals.Ages, func(a ledger.AgeCount) service.AgeCount {
			return service.AgeCount{Age: a.Age, Count: a.Count}
		}),
		TopDomains: list(totals.TopDomains, func(d ledger.DomainCount) service.DomainCount {
			return service.DomainCount{Domain: d.Domain, Count: d.Count}
		}),
		DistinctDomains: totals.DistinctDomains,
	}
}
