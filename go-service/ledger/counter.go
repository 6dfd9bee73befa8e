package ledger

// domains counts how often each domain occurs.
//
// Most addresses of a file are at a few domains. Their entries are looked for by a hash that takes a few instructions
// before the table is asked. It needs no strength: whoever makes domains collide in it only gains that each is looked
// up in the table, by SipHash.
type domains struct {
	table  table
	recent [1 << recentBits]uint32 // positions in the table; 0 for none
}

const recentBits = 12

// recentIndex hashes a domain's first and last eight bytes, and its length.
//
//go:nobounds
func recentIndex(domain []byte) uint32 {
	const factor = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio
	n := len(domain)
	first, last := uint64(0), uint64(0)
	if n >= 8 {
		first, last = word(domain, 0), word(domain, n-8)
	} else {
		for i := 0; i < n; i++ {
			first = first<<8 | uint64(domain[i])
		}
	}
	return uint32((first*factor ^ last + uint64(n)) * factor >> (64 - recentBits))
}

// count counts the domains of a block's accepted rows, as far as they are among the recent ones, and lists the others.
// The block begins at candidate first.
//
//go:noinline
//go:nobounds
func (d *domains) count(b *block, c *candidates, first int) {
	b.unknown = 0
	for i := 0; i < b.accepted; i++ {
		row := b.acceptedRows[i]
		domain := domain(c.email(first + int(row)))
		position := d.recent[recentIndex(domain)]
		if position != 0 {
			if e := entryAt(d.table.chunks, position); e.holds(domain) {
				e.increment()
				continue
			}
		}
		b.unknownRows[b.unknown] = row
		b.unknown++
	}
}

// countOne counts a domain that isn't among the recent ones. It is now.
func (d *domains) countOne(domain []byte) {
	position, _ := d.table.at(hash(domain).low, domain, 0)
	d.table.entry(position).increment()
	d.recent[recentIndex(domain)] = position
}
