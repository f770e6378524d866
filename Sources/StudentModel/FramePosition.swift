/// Where a frame stands inside its phoneme, as numbers the decoder can use.
enum FramePosition {
    /// Values per frame.
    static let featureCount = 8

    /// Appends the features of frame `index` of a phoneme `duration` frames long.
    ///
    /// Distances to both ends in units of 8 frames and squashed to 0…1, so that onsets look alike
    /// in long and short phonemes; the relative place with its first harmonic; the log length.
    static func append(frame index: Int, of duration: Int, to features: inout [Float]) {
        let fromStart = Float(index) + 0.5
        let toEnd = Float(duration - index) - 0.5
        let place = fromStart / Float(duration)
        features += [
            place, 1 - place, 4 * place * (1 - place),
            fromStart / (fromStart + 3), toEnd / (toEnd + 3),
            min(fromStart, 8) / 8, min(toEnd, 8) / 8,
            logarithm(Float(duration)) / 3,
        ]
    }
}
