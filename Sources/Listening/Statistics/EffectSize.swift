/// How large a difference is, in standard deviations.
public enum EffectSize {
    /// Cohen's d of two groups: the difference of the means over the pooled standard deviation;
    /// nil where neither varies.
    public static func cohenD(_ first: [Double], _ second: [Double]) -> Double? {
        let (a, b) = (SampleSummary(first), SampleSummary(second))
        let degrees = Double(a.count + b.count - 2)
        guard a.count >= 2, b.count >= 2 else { return nil }
        let pooled =
            (Double(a.count - 1) * a.standardDeviation * a.standardDeviation
                + Double(b.count - 1) * b.standardDeviation * b.standardDeviation) / degrees
        return pooled > 0 ? (a.mean - b.mean) / pooled.squareRoot() : nil
    }

    /// Cohen's dz of paired differences: their mean over their standard deviation; nil where they
    /// do not vary.
    public static func paired(_ differences: [Double]) -> Double? {
        let summary = SampleSummary(differences)
        return summary.standardDeviation > 0 ? summary.mean / summary.standardDeviation : nil
    }
}
