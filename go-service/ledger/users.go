package ledger

import (
	"strconv"
	"strings"
)

// A user is kept as JSON, with the fields in one order, under the key `ID ADDRESS`, the address in lower case. So the
// users are in the order of their ids, one can be found by either, and two addresses with one id would still be two.

// StoredUser is a user as the store keeps it.
type StoredUser struct {
	ID, Name, Email string
	Age             uint32
	// AcceptedIn is the import that accepted the user, from 1; AcceptedAs is its record.
	AcceptedIn, AcceptedAs uint64
}

// userColumns are candidates as the store keeps them.
type userColumns struct {
	keys, values       []byte
	keyEnds, valueEnds []uint32
}

// columns returns the keys and values of all candidates, in buffers of its own.
func (u *userColumns) columns(c *candidates, batch Batch, number uint64) (keys, values Column) {
	u.keys, u.values, u.keyEnds, u.valueEnds = u.keys[:0], u.values[:0], u.keyEnds[:0], u.valueEnds[:0]
	var id [idLength]byte
	for i := range c.count {
		row := int(c.rows[i])
		putID(id[:], c.hashes[i])
		u.keys = append(append(append(u.keys, id[:]...), ' '), c.email(i)...)
		u.keyEnds = append(u.keyEnds, uint32(len(u.keys)))

		v := append(append(u.values, `{"id":"`...), id[:]...)
		v = appendQuoted(append(v, `","name":`...), batch.Names.at(row))
		v = appendQuoted(append(v, `,"email":`...), batch.Emails.at(row))
		v = strconv.AppendUint(append(v, `,"age":`...), uint64(batch.Ages[row]), 10)
		v = strconv.AppendUint(append(v, importField...), number, 10)
		v = append(append(v, recordField...), c.number(i)...)
		u.values = append(v, '}')
		u.valueEnds = append(u.valueEnds, uint32(len(u.values)))
	}
	return Column{view(u.keys), u.keyEnds}, Column{view(u.values), u.valueEnds}
}

const (
	importField = `,"import":`
	recordField = `,"record":`
)

// acceptance reads the end of a stored user: which import accepted it, as which record. A quote in a name would be
// escaped, so that a field's name with its quotes is that field.
func acceptance(value string) (acceptedIn, acceptedAs uint64, ok bool) {
	value, ok = strings.CutSuffix(value, "}")
	at := strings.LastIndex(value, importField)
	if !ok || at < 0 {
		return 0, 0, false
	}
	in, as, ok := strings.Cut(value[at+len(importField):], recordField)
	acceptedIn, inOk := number(in)
	acceptedAs, asOk := number(as)
	return acceptedIn, acceptedAs, ok && inOk && asOk
}

// GetUser returns the user with this id, if there is one.
func (r *Register) GetUser(id string) (StoredUser, bool, error) {
	if err := r.openUsers(); err != nil {
		return StoredUser{}, false, err
	}
	start := id + " "
	keys, values, err := r.stores.users.Scan(&start, 1)
	if err != nil || len(keys.Ends) == 0 || !strings.HasPrefix(keys.at(0), start) {
		return StoredUser{}, false, err
	}
	return r.storedUser(keys.at(0), values.at(0))
}

// FindByEmail returns the user with this address in any case, if there is one.
func (r *Register) FindByEmail(email string) (StoredUser, bool, error) {
	if err := r.openUsers(); err != nil {
		return StoredUser{}, false, err
	}
	lower := make([]byte, len(email))
	lowerASCII(lower, email)
	key := make([]byte, idLength, idLength+1+len(lower))
	putID(key, hash(lower))
	key = append(append(key, ' '), lower...)
	value, found, err := r.stores.users.Get(string(key))
	if err != nil || !found {
		return StoredUser{}, false, err
	}
	return r.storedUser(string(key), value)
}

// ListUsers returns the users whose ids come after one, in the order of their ids; from the first, where it is nil.
func (r *Register) ListUsers(after *string, limit uint32) ([]StoredUser, error) {
	if err := r.openUsers(); err != nil {
		return nil, err
	}
	if after != nil {
		behind := *after + "!" // which comes after a blank, and before whatever an id has
		after = &behind
	}
	keys, values, err := r.stores.users.Scan(after, limit)
	if err != nil {
		return nil, err
	}
	list := make([]StoredUser, len(keys.Ends))
	for i := range list {
		if list[i], _, err = r.storedUser(keys.at(i), values.at(i)); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (r *Register) openUsers() error {
	if !r.settings.KeepUsers {
		return ErrNotKept
	}
	return r.open(users, &r.stores.users)
}

// storedUser reads a user; the key must be the user's.
func (r *Register) storedUser(key, value string) (StoredUser, bool, error) {
	user, ok := parseUser(value)
	if !ok || !strings.HasPrefix(key, user.ID+" ") {
		return StoredUser{}, false, &ForeignValue{users, strings.Clone(key)}
	}
	return user, true, nil
}
