import StudentModel

/// Which pixels each position of the discriminator sees, for the utterances of a shard.
///
/// Pictures are ragged: every utterance has its own length, and zeros beyond its ends.
struct DiscriminatorPatches: Sendable {
    struct Scale: Sendable {
        /// Pixels of the scale before, four for each of this one's; nil for the first scale, which
        /// takes its pixels out of the decoder's output.
        var pooling: [Int32]?
        /// For each convolution, the rows of its input that each of its positions sees.
        var layers: [[Int32]]
        /// For each position of the first convolution.
        var bandOfRow: [Int]
        /// For each position of the second convolution.
        var speakerOfRow: [Int]
        /// Positions of each convolution.
        var rowCounts: [Int]
    }

    let scales: [Scale]

    init(
        _ examples: [TrainingExample], discriminator: Discriminator, student: StudentConfiguration
    ) {
        var scales: [Scale] = []
        var pictures = PictureList(
            sizes: examples.map { ($0.frameCount, student.melBinCount) })
        var place = Self.placesInOutput(examples, pictures, student)
        for index in 0..<discriminator.configuration.scaleCount {
            var pooling: [Int32]?
            if index > 0 {
                let (windows, pooled) = pictures.windows(width: 2, stride: 2, reach: 0, place)
                pooling = windows
                pictures = pooled
                place = { Int32($0) }
            }
            scales.append(Self.scale(examples, pictures, place, pooling: pooling))
        }
        self.scales = scales
    }

    /// Where a pixel of the first scale stands in the decoder's output.
    private static func placesInOutput(
        _ examples: [TrainingExample], _ pictures: PictureList, _ student: StudentConfiguration
    ) -> (Int) -> Int32 {
        var places: [Int32] = []
        var start = 0
        for example in examples {
            for frame in 0..<example.frameCount {
                for bin in 0..<student.melBinCount {
                    places.append(Int32(start + frame * student.frameWidth + bin))
                }
            }
            start += example.frames.values.count
        }
        return { places[$0] }
    }

    private static func scale(
        _ examples: [TrainingExample], _ pictures: PictureList, _ place: (Int) -> Int32,
        pooling: [Int32]?
    ) -> Scale {
        let identity: (Int) -> Int32 = { Int32($0) }
        let (first, firstPictures) = pictures.windows(width: 5, stride: 2, reach: 2, place)
        let (second, secondPictures) =
            firstPictures.windows(width: 3, stride: 2, reach: 1, identity)
        let (third, thirdPictures) =
            secondPictures.windows(width: 3, stride: 2, reach: 1, identity)
        let (fourth, fourthPictures) =
            thirdPictures.windows(width: 3, stride: 1, reach: 1, identity)
        return Scale(
            pooling: pooling, layers: [first, second, third, fourth],
            bandOfRow: firstPictures.sizes.flatMap { size in
                (0..<size.frames * size.bins).map {
                    Discriminator.band(of: $0 % size.bins, of: size.bins)
                }
            },
            speakerOfRow: zip(secondPictures.sizes, examples).flatMap { size, example in
                Array(repeating: example.speakerIndex, count: size.frames * size.bins)
            },
            rowCounts: [firstPictures, secondPictures, thirdPictures, fourthPictures]
                .map(\.pixelCount))
    }

    /// Positions of each scale's convolutions for utterances of the given lengths; the last of each
    /// is its number of scores.
    static func rowCounts(
        frameCounts: [Int], scaleCount: Int, binCount: Int
    ) -> [[Int]] {
        func half(_ length: Int) -> Int { (length + 1) / 2 }
        var sizes = frameCounts.map { (frames: $0, bins: binCount) }
        return (0..<scaleCount).map { index in
            if index > 0 { sizes = sizes.map { (half($0.frames), half($0.bins)) } }
            var layer = sizes
            let counts = (0..<3).map { _ in
                layer = layer.map { (half($0.frames), half($0.bins)) }
                return layer.reduce(0) { $0 + $1.frames * $1.bins }
            }
            return counts + [counts[2]]
        }
    }
}

/// Pictures one after another, each row by row: a row is a frame, its pixels the bins.
private struct PictureList {
    var sizes: [(frames: Int, bins: Int)]

    var pixelCount: Int { sizes.reduce(0) { $0 + $1.frames * $1.bins } }

    /// The pixels that square windows see, row by row, −1 outside the picture.
    ///
    /// - Parameters:
    ///   - width: of a window, in pixels.
    ///   - reach: how far a window begins before its position.
    ///   - place: where a pixel is to be found.
    /// - Returns: width² pixels for each position, and the pictures that the positions make.
    func windows(
        width: Int, stride: Int, reach: Int, _ place: (Int) -> Int32
    ) -> (indices: [Int32], pictures: PictureList) {
        let made = sizes.map {
            (frames: ($0.frames + stride - 1) / stride, bins: ($0.bins + stride - 1) / stride)
        }
        var indices: [Int32] = []
        indices.reserveCapacity(
            made.reduce(0) { $0 + $1.frames * $1.bins } * width * width)
        var start = 0
        for (size, result) in zip(sizes, made) {
            for frame in 0..<result.frames {
                for bin in 0..<result.bins {
                    for row in frame * stride - reach..<frame * stride - reach + width {
                        let isInside = row >= 0 && row < size.frames
                        for column in bin * stride - reach..<bin * stride - reach + width {
                            let pixel = start + row * size.bins + column
                            indices.append(
                                isInside && column >= 0 && column < size.bins ? place(pixel) : -1)
                        }
                    }
                }
            }
            start += size.frames * size.bins
        }
        return (indices, PictureList(sizes: made))
    }
}
