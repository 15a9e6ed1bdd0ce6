extension Duration {
    /// The duration in whole milliseconds, at most about a day.
    package var milliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 100_000 else { return 100_000_000 }
        return max(0, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
