/// How far a labelling run is.
public struct LabelProgress: Sendable {
    public var shardsDone: Int
    public var shardCount: Int
    /// Speech made by this run, in seconds.
    public var speechSeconds: Double
    /// Wall time of this run, in seconds.
    public var wallSeconds: Double
    /// Shards made by this run.
    public var shardsMade: Int

    /// Seconds until the end at the present speed.
    public var secondsLeft: Double {
        guard shardsMade > 0 else { return .infinity }
        return wallSeconds / Double(shardsMade) * Double(shardCount - shardsDone)
    }
}
