//! Which bytes of a text are of a class, 64 at a time: texts are long, and what a check looks for is rare.

/// Which of at most 64 bytes are of a class, as bits.
#[inline]
pub fn bits(bytes: &[u8], is_of_class: impl Fn(u8) -> bool) -> u64 {
    let block = bytes.try_into().unwrap_or_else(|_| {
        let mut block = [b' '; 64];
        let length = bytes.len().min(64);
        block[..length].copy_from_slice(&bytes[..length]);
        block
    });
    let is_of_class = block.map(|it: u8| u8::from(is_of_class(it)));
    let mut bits = 0;
    for (idx, eight) in is_of_class.chunks_exact(8).enumerate() {
        let eight = u64::from_le_bytes(eight.try_into().expect("chunks of eight have eight bytes"));
        // The product moves the lowest bit of each byte to the top byte.
        bits |= (eight.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * idx);
    }
    bits
}

/// The places of the bytes of a class.
pub fn places_of(bytes: &[u8], is_of_class: impl Fn(u8) -> bool) -> impl Iterator<Item = usize> {
    let blocks = bytes.chunks(64).enumerate();
    blocks.flat_map(move |(idx, block)| places(bits(block, &is_of_class), idx * 64))
}

/// Whether any byte is of a class.
pub fn has_any(bytes: &[u8], is_of_class: impl Fn(u8) -> bool) -> bool {
    bytes.chunks(64).any(|block| bits(block, &is_of_class) != 0)
}

/// Whether a byte belongs to a letter. The last bytes of a quotation mark or a hard space look like that too.
pub fn is_of_letter(byte: u8) -> bool {
    let latin = (byte | 0x20).wrapping_sub(b'a') < 26;
    latin | (0xc3..=0xdf).contains(&byte) | is_continuation(byte)
}

/// Whether a byte goes on with a character.
pub fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// The places of the bits that are set, counted from `from`.
pub fn places(mut bits: u64, from: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (bits != 0).then(|| from + bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        place
    })
}

/// Lets every bit of a number change its upper bits.
pub fn mixed(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A set of such numbers that never denies one it holds, and seldom claims one it does not. `WORDS` is a power of two, and
/// best some words more than there are numbers; a small sieve stays near the processor.
pub struct Sieve<const WORDS: usize>([u64; WORDS]);

/// A sieve for some dozens of numbers.
pub type SmallSieve = Sieve<64>;

impl<const WORDS: usize> Sieve<WORDS> {
    pub fn empty() -> Self {
        Self([0; WORDS])
    }

    /// A sieve for how words begin: it lets through those that begin with the same three letters of ASCII as one of these,
    /// or with the same two where the second is å, ä or ö.
    pub fn of_beginnings<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut sieve = Self::empty();
        words.for_each(|it| sieve.add(beginning(it.as_bytes())));
        sieve
    }

    pub fn add(&mut self, number: u64) {
        let (word, bits) = Self::place(number);
        self.0[word] |= bits;
    }

    pub fn may_hold(&self, number: u64) -> bool {
        let (word, bits) = Self::place(number);
        self.0[word] & bits == bits
    }

    /// Where a number is kept: two bits of one word.
    fn place(number: u64) -> (usize, u64) {
        ((number >> 54) as usize % WORDS, 1 << (number >> 48 & 63) | 1 << (number >> 42 & 63))
    }
}

/// A number for the first three bytes of a word, whatever its case: a capital differs from the small letter in one bit.
pub fn beginning(word: &[u8]) -> u64 {
    let first = word.first_chunk().copied().unwrap_or_else(|| {
        let mut first = [0; 4];
        first[..word.len()].copy_from_slice(word);
        first
    });
    mixed(u64::from(u32::from_le_bytes(first) & 0xff_ffff | 0x20_2020))
}

/// The lines of a text, without what ends them.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    ends.map(move |end| {
        let line = &text[start..end];
        start = end + 1;
        line
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_those_of_a_plain_search() {
        let text = "a-b ".repeat(40);
        let mut found = Vec::new();
        for (idx, block) in text.as_bytes().chunks(64).enumerate() {
            found.extend(places(bits(block, |it| it == b'-'), idx * 64));
        }
        let plain: Vec<usize> = text.match_indices('-').map(|(at, _)| at).collect();
        assert_eq!(found, plain);
    }

    #[test]
    fn lines_are_what_stands_between_line_breaks() {
        for text in ["", "a", "a\nb\n\n", "\n"] {
            assert!(lines(text).eq(text.split('\n')), "{text:?}");
        }
    }
}
