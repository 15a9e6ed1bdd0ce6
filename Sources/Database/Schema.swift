/// The tables of a database, as the list of steps that lead to them.
///
/// Step n (counted from 1) takes a file from `user_version` n − 1 to n. A step that was released is never
/// changed; a new one is appended.
package struct Schema: Hashable, Sendable {
    /// SQL scripts in order; each may hold several statements, none of them `BEGIN` or `COMMIT`.
    package let migrations: [String]

    /// A schema from its steps.
    package init(migrations: [String]) { self.migrations = migrations }

    /// No tables: for a database whose owner makes temporary ones.
    package static let empty = Schema(migrations: [])

    /// The version a migrated file has.
    package var version: Int64 { Int64(migrations.count) }
}
