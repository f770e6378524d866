import Testing

@testable import Phonemes
