package main

import (
	"strings"

	"go.bytecodealliance.org/cm"

	"polyglot.example/go-service/columns"
	"polyglot.example/go-service/internal/my/storage/kv"
	"polyglot.example/go-service/internal/my/user-validator/types"
	"polyglot.example/go-service/internal/my/user-validator/validator"
	"polyglot.example/go-service/ledger"
)

// The component's imports as the interfaces that the ledger expects.

// imported is the validator that the component was composed with, with its default rules.
type imported struct{}

func (imported) Violations(batch ledger.Batch) []ledger.Violation {
	return recast[ledger.Violation](validator.ValidateBatch(lower(batch)).Slice())
}

func (imported) Canonical(emails columns.Column) columns.Column {
	return canonical(emails)
}

func (imported) Describe(rule ledger.Rule) ledger.Description {
	return description(rule, validator.Describe(types.Rule(rule)))
}

// ruleSet is the same validator with other rules, to which this is a handle.
type ruleSet struct{ handle validator.RuleSet }

func (r ruleSet) Violations(batch ledger.Batch) []ledger.Violation {
	return recast[ledger.Violation](r.handle.ValidateBatch(lower(batch)).Slice())
}

func (ruleSet) Canonical(emails columns.Column) columns.Column {
	return canonical(emails)
}

func (r ruleSet) Describe(rule ledger.Rule) ledger.Description {
	return description(rule, r.handle.Describe(types.Rule(rule)))
}

// canonical is a function of the interface, since no rule changes how addresses are compared.
func canonical(emails columns.Column) columns.Column {
	return lift(validator.CanonicalEmails(column(emails)))
}

func lower(batch ledger.Batch) types.UserBatch {
	return types.UserBatch{
		Names:  column(batch.Names),
		Emails: column(batch.Emails),
		Ages:   cm.ToList(batch.Ages),
	}
}

// description copies the strings, because the ledger keeps them.
func description(rule ledger.Rule, broken types.ValidationError) ledger.Description {
	return ledger.Description{
		Rule:    types.Rule(rule).String(),
		Problem: ledger.Problem{Field: strings.Clone(broken.Field), Message: strings.Clone(broken.Message)},
	}
}

// storage opens the stores that the component was composed with.
type storage struct{}

func (storage) Open(name string) (ledger.Store, error) {
	opened := kv.OpenStore(name)
	if opened.IsErr() {
		return nil, failed(ledger.OpenStore, name, opened.Err())
	}
	return &store{*opened.OK(), name}, nil
}

type store struct {
	handle kv.KvStore
	name   string
}

func (s *store) Get(key string) (string, bool, error) {
	found := s.handle.Get(key)
	if found.IsErr() {
		return "", false, failed(ledger.Get, s.name, found.Err())
	}
	value := found.OK().Some()
	if value == nil {
		return "", false, nil
	}
	return *value, true, nil
}

func (s *store) Put(key, value string) error {
	put := s.handle.Put(key, value)
	if put.IsErr() {
		return failed(ledger.Put, s.name, put.Err())
	}
	return nil
}

func (s *store) PutNew(keys, values columns.Column) (ledger.Known, error) {
	put := s.handle.PutNew(column(keys), column(values))
	if put.IsErr() {
		return ledger.Known{}, failed(ledger.PutNew, s.name, put.Err())
	}
	known := put.OK()
	return ledger.Known{Rows: known.Rows.Slice(), Values: lift(known.Values)}, nil
}

func (s *store) Scan(after *string, limit uint32) (keys, values columns.Column, err error) {
	from := cm.None[string]()
	if after != nil {
		from = cm.Some(*after)
	}
	scanned := s.handle.Scan(from, limit)
	if scanned.IsErr() {
		return keys, values, failed(ledger.Scan, s.name, scanned.Err())
	}
	page := scanned.OK()
	return lift(page.Keys), lift(page.Values), nil
}

func failed(operation ledger.Operation, store string, cause *kv.StoreError) error {
	return &ledger.StoreError{Operation: operation, Store: store, Cause: *cause}
}

func column(from columns.Column) types.TextColumn {
	return types.TextColumn{Text: from.Text, Ends: cm.ToList(from.Ends)}
}

func lift(from types.TextColumn) columns.Column {
	return columns.Column{Text: from.Text, Ends: from.Ends.Slice()}
}
