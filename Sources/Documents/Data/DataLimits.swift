/// What a hostile file may cost at most.
package enum DataLimits {
    /// How large a file of a repository may be, in MiB.
    package static let mebibytes = 2
    /// The same in bytes.
    static let bytes = mebibytes << 20
    /// How deep collections may be nested, aliases expanded.
    static let depth = 100
    /// How many aliases a YAML file may use.
    static let aliases = 10_000
    /// How many nodes the aliases of a YAML file may stand for.
    static let expandedNodes = 100_000
}
