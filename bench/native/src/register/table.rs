//! A map from byte strings to 64-bit numbers, laid out like the service's: entries one after the other, and slots
//! of 8 bytes that hold the upper half of a hash and an entry's position.

const HEADER: usize = 8 + 4;
const FIRST_BITS: u32 = 10;

pub struct Table {
    slots: Vec<u64>,
    /// A slot's index is `hash >> shift`.
    shift: u32,
    count: usize,
    /// Number (8 bytes), length of the key (4 bytes), key. The first byte isn't used: position 0 is an empty slot.
    entries: Vec<u8>,
}

impl Default for Table {
    fn default() -> Self {
        Table {
            slots: vec![0; 1 << FIRST_BITS],
            shift: 64 - FIRST_BITS,
            count: 0,
            entries: vec![0],
        }
    }
}

impl Table {
    /// The number of keys.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Loads the first slot for a key, so that it is in the cache when it is needed.
    #[inline]
    pub fn touch(&self, hash: u64) -> u64 {
        self.slots[(hash >> self.shift) as usize]
    }

    /// The number of a key, and whether the key is new; then the number is `fresh`.
    #[inline]
    pub fn get_or_insert(&mut self, hash: u64, key: &[u8], fresh: u64) -> (Number<'_>, bool) {
        if self.count >= self.slots.len() / 4 * 3 {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut index = (hash >> self.shift) as usize;
        loop {
            let slot = self.slots[index];
            if slot == 0 {
                break;
            }
            if slot >> 32 == hash >> 32 {
                let position = slot as u32 as usize;
                if self.key(position) == key {
                    return (self.number(position), false);
                }
            }
            index = (index + 1) & mask;
        }
        let position = self.entries.len();
        let short = u32::try_from(position).expect("remember an address: more than 4 GiB of them");
        self.entries.extend_from_slice(&fresh.to_le_bytes());
        self.entries.extend_from_slice(&(key.len() as u32).to_le_bytes());
        self.entries.extend_from_slice(key);
        self.slots[index] = hash >> 32 << 32 | u64::from(short);
        self.count += 1;
        (self.number(position), true)
    }

    /// All keys and numbers, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], u64)> {
        let mut position = 1;
        std::iter::from_fn(move || {
            let number = self.entries.get(position..position + 8)?;
            let key = self.key(position);
            position += HEADER + key.len();
            Some((key, u64::from_le_bytes(number.try_into().expect("eight bytes"))))
        })
    }

    #[inline]
    fn key(&self, position: usize) -> &[u8] {
        let length = self.entries[position + 8..position + HEADER]
            .try_into()
            .expect("four bytes");
        &self.entries[position + HEADER..][..u32::from_le_bytes(length) as usize]
    }

    #[inline]
    fn number(&mut self, position: usize) -> Number<'_> {
        Number(
            (&mut self.entries[position..position + 8])
                .try_into()
                .expect("eight bytes"),
        )
    }

    /// Doubles the slots. The index is the top of the hash, so slots alone are moved, front to back.
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![0; old.len() * 2];
        self.shift -= 1;
        let mask = self.slots.len() - 1;
        for slot in old.into_iter().filter(|slot| *slot != 0) {
            let mut index = (slot >> self.shift) as usize;
            while self.slots[index & mask] != 0 {
                index += 1;
            }
            self.slots[index & mask] = slot;
        }
    }
}

/// A number in the table.
pub struct Number<'a>(&'a mut [u8; 8]);

impl Number<'_> {
    #[inline]
    pub fn get(&self) -> u64 {
        u64::from_le_bytes(*self.0)
    }

    #[inline]
    pub fn add(self, more: u64) {
        *self.0 = (u64::from_le_bytes(*self.0) + more).to_le_bytes();
    }
}
