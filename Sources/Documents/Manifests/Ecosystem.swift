/// A place that packages come from.
package enum Ecosystem: String, Sendable, Hashable, CaseIterable {
    case pypi
    case npm
    case go
    /// Packages are named `group:name`.
    case maven
}
