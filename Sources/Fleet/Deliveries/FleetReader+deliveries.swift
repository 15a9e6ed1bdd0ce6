internal import Basics
internal import Database

extension FleetReader: DeliveryRecords {
    /// Those of the ids under which a delivery came from any hook since a moment, in milliseconds since 1970.
    package func received(_ guids: Set<String>, since: Int64) throws -> Set<String> {
        let list = JSONValue.array(guids.sorted().map { .string($0) }).text(indented: false)
        let rows = try connection.rows(
            """
            SELECT DISTINCT guid FROM delivery
            WHERE received_at >= ? AND guid IN (SELECT value FROM json_each(?))
            """, [.integer(since), .text(list)])
        return Set(
            rows.compactMap { row in if case .text(let guid) = row[0] { guid } else { nil } })
    }
}
