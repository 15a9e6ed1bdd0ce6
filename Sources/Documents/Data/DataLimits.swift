/// What a hostile file may cost at most.
enum DataLimits {
    /// How large a file may be.
    static let bytes = 2 * 1024 * 1024
    /// How deep collections may be nested, aliases expanded.
    static let depth = 100
    /// How many aliases a YAML file may use.
    static let aliases = 10_000
    /// How many nodes the aliases of a YAML file may stand for.
    static let expandedNodes = 100_000
}
