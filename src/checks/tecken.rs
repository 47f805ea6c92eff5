//! Which bytes of a text are of a class, 64 at a time: texts are long, and what a check looks for is rare.

/// Which of at most 64 bytes are of a class, as bits.
#[inline]
pub(super) fn bits(bytes: &[u8], is_of_class: impl Fn(u8) -> bool) -> u64 {
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

/// The places of the bits that are set, counted from `from`.
pub(super) fn places(mut bits: u64, from: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (bits != 0).then(|| from + bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        place
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
}
