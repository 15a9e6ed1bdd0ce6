internal import CSQLite

/// One compiled statement: bind its parameters, step through its rows, read their columns.
///
/// It keeps its connection open, and its compiled form goes back there when it ends. Parameters count from 1 as in SQL, columns from 0 as in SQLite.
package final class Statement {
    private let connection: Connection
    private let handle: OpaquePointer
    private let sql: String

    init(_ sql: String, on connection: Connection) throws(DatabaseError) {
        self.connection = connection
        self.sql = sql
        if let known = connection.takeIdle(sql) {
            handle = known
        } else {
            handle = try Self.compiled(sql, on: connection)
        }
    }

    private static func compiled(
        _ sql: String, on connection: Connection
    ) throws(DatabaseError) -> OpaquePointer {
        let bytes = Array(sql.utf8)
        var handle: OpaquePointer?
        var consumed = 0
        let status = bytes.withUnsafeBytes { buffer in
            let text = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            var tail: UnsafePointer<CChar>?
            let status = sqlite3_prepare_v3(
                connection.handle, text, Int32(clamping: buffer.count),
                UInt32(SQLITE_PREPARE_PERSISTENT), &handle, &tail)
            if let text, let tail { consumed = tail - text }
            return status
        }
        guard status == SQLITE_OK else {
            throw connection.failure(status, "prepare a statement for")
        }
        guard let handle else {
            throw connection.failure(.misuse, "prepare a statement for", "the statement is empty")
        }
        if bytes[min(consumed, bytes.count)...].contains(where: { $0 > 0x20 }) {
            sqlite3_finalize(handle)
            throw connection.failure(.misuse, "prepare a statement for", "text after the statement")
        }
        return handle
    }

    deinit { connection.giveBack(handle, of: sql) }

    /// Starts afresh with all parameters, in their order.
    package func bind(_ parameters: [DatabaseValue]) throws(DatabaseError) {
        sqlite3_reset(handle)
        guard parameters.count == Int(sqlite3_bind_parameter_count(handle)) else {
            throw connection.failure(
                .misuse, "bind parameters for",
                "\(parameters.count) given, \(sqlite3_bind_parameter_count(handle)) needed")
        }
        for (index, value) in parameters.enumerated() { try bind(value, at: index + 1) }
    }

    /// Sets one parameter, counted from 1; the statement must be at its start (see `reset`).
    package func bind(_ value: DatabaseValue, at index: Int) throws(DatabaseError) {
        let position = Int32(clamping: index)
        let status: Int32
        switch value {
        case .null: status = sqlite3_bind_null(handle, position)
        case .integer(let number): status = sqlite3_bind_int64(handle, position, number)
        case .text(let text):
            // The address of an empty array may be nil, which SQLite would take for NULL.
            let bytes = Array(text.utf8)
            status = (bytes.isEmpty ? [0] : bytes).withUnsafeBytes {
                complybot_sqlite_bind_text(
                    handle, position, $0.baseAddress?.assumingMemoryBound(to: CChar.self),
                    Int32(clamping: bytes.count))
            }
        case .blob(let bytes):
            status = (bytes.isEmpty ? [0] : bytes).withUnsafeBytes {
                complybot_sqlite_bind_blob(
                    handle, position, $0.baseAddress, Int32(clamping: bytes.count))
            }
        }
        if status != SQLITE_OK { throw connection.failure(status, "bind a parameter for") }
    }

    /// Goes to the next row; false when there is none, and then the statement is at its start again.
    package func step() throws(DatabaseError) -> Bool {
        let status = sqlite3_step(handle)
        switch status {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            sqlite3_reset(handle)
            return false
        default:
            let failure = connection.failure(status, "run a statement of")
            sqlite3_reset(handle)
            throw failure
        }
    }

    /// The current row's values.
    package var row: [DatabaseValue] { (0..<columnCount).map { value(at: $0) } }

    /// How many columns a row has.
    package var columnCount: Int { Int(sqlite3_column_count(handle)) }

    /// One column of the current row, counted from 0; null for a column that is not there.
    package func value(at column: Int) -> DatabaseValue {
        guard (0..<Int(sqlite3_data_count(handle))).contains(column) else { return .null }
        let index = Int32(column)
        switch sqlite3_column_type(handle, index) {
        case SQLITE_INTEGER, SQLITE_FLOAT: return .integer(sqlite3_column_int64(handle, index))
        case SQLITE_TEXT: return .text(String(decoding: bytes(at: index), as: UTF8.self))
        case SQLITE_BLOB: return .blob(bytes(at: index))
        default: return .null
        }
    }

    /// A column as an integer; nil when it is null or something else.
    package func integer(at column: Int) -> Int64? {
        if case .integer(let number) = value(at: column) { number } else { nil }
    }

    /// A column as text; nil when it is null or something else.
    package func text(at column: Int) -> String? {
        if case .text(let text) = value(at: column) { text } else { nil }
    }

    /// A column as bytes; nil when it is null or something else.
    package func blob(at column: Int) -> [UInt8]? {
        if case .blob(let bytes) = value(at: column) { bytes } else { nil }
    }

    private func bytes(at index: Int32) -> [UInt8] {
        guard let address = sqlite3_column_blob(handle, index) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, index))
        return Array(UnsafeRawBufferPointer(start: address, count: count))
    }
}
