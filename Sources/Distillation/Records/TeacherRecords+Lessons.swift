import Kernels
import Signal

extension TeacherRecords {
    /// The spectrogram that a student learns, [frames, 80], and F0 in Hz of each frame.
    ///
    /// A recorded mel spectrogram is taken as it is; one that Parley makes of recorded sound is
    /// brought to the datasets' common level. Without sound or recorded F0, the pitch is tracked in
    /// a waveform that Griffin-Lim makes of the spectrogram.
    func melAndF0(of index: Int) throws(DistillationError) -> (Matrix<Float>, [Float]) {
        let sound = try samplesAtStandardRate(of: index).map(SpeechLevel.equalised)
        let logMel: Matrix<Float>
        if summary(of: index).frameCount == 0, let sound {
            logMel = logMelSpectrogram(sound)
        } else {
            logMel = try self.logMel(of: index)
        }
        if let f0 = try f0(of: index) { return (logMel, f0) }
        return (logMel, trackF0(sound ?? griffinLim(logMel: logMel)))
    }

    /// The plan that makes a dataset of all records.
    func labelPlan() -> (plan: LabelPlan, cast: Cast) {
        let cast = Cast(outsideSpeakers: description.speakers, teacher: description.teacher)
        let items = (0..<count).map { index in
            let summary = summary(of: index)
            return LabelItem(
                id: summary.id, speakerIndex: summary.speakerIndex, content: .record(index))
        }
        return (LabelPlan(lists: [items], cast: cast), cast)
    }
}
