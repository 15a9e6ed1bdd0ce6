internal import CMicroHTTPD

/// A connection of libmicrohttpd's, valid from the first line of a request until its completion is told.
///
/// Everything but `resume` is called on the thread that serves the connection. `resume` is called from anywhere, but only
/// while the connection is suspended, which keeps it alive; so the handle may cross threads.
struct ConnectionHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    var socket: Int32 { complybot_mhd_socket(pointer) }
    var headBytes: Int { complybot_mhd_head_size(pointer) }
    /// The numeric address of the other side; empty where it is not known.
    var peer: String {
        var text = [CChar](repeating: 0, count: 64)
        complybot_mhd_peer(pointer, &text)
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Takes the connection out of the server's loop until `resume`.
    func suspend() { MHD_suspend_connection(pointer) }
    func resume() { MHD_resume_connection(pointer) }

    /// The fields of the request, names in lower case, in the order received.
    func fields() -> [RequestHead.Field] {
        var fields: [RequestHead.Field] = []
        withUnsafeMutablePointer(to: &fields) { list in
            _ = MHD_get_connection_values_n(
                pointer, .HEADER_KIND,
                { list, _, name, nameSize, value, valueSize in
                    let fields = list?.assumingMemoryBound(to: [RequestHead.Field].self)
                    let name = ConnectionHandle.text(name, nameSize).lowercased()
                    fields?.pointee.append(.init(name, ConnectionHandle.text(value, valueSize)))
                    return .YES
                }, list)
        }
        return fields
    }

    private static func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
        guard let start else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Gives an answer to the library, which sends it; false when it does not take one now.
    ///
    /// The stream is read from only where the response is one.
    func queue(_ response: WebResponse, from stream: ResponseStream?) -> Bool {
        guard let made = Self.make(response, from: stream) else { return false }
        defer { MHD_destroy_response(made) }
        for field in response.fields {
            MHD_add_response_header(made, field.name, field.value)
        }
        if response.closesConnection { MHD_add_response_header(made, "Connection", "close") }
        return MHD_queue_response(pointer, UInt32(clamping: response.status), made) == .YES
    }

    private static func make(_ response: WebResponse, from stream: ResponseStream?)
        -> OpaquePointer?
    {
        if let stream {
            let context = Unmanaged.passRetained(stream)
            let made = complybot_mhd_stream(
                ResponseStream.blockBytes, readStream, context.toOpaque(), releaseStream)
            if made == nil { context.release() }
            return made
        }
        guard case .bytes(var bytes) = response.body else { return nil }
        return bytes.withUnsafeMutableBytes {
            MHD_create_response_from_buffer($0.count, $0.baseAddress, .RESPMEM_MUST_COPY)
        }
    }
}

/// Called by the library when it can send more of a stream.
private let readStream: MHD_ContentReaderCallback = { context, _, buffer, capacity in
    guard let context, let buffer else { return ResponseStream.end }
    let stream = Unmanaged<ResponseStream>.fromOpaque(context).takeUnretainedValue()
    return stream.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
}

/// Called by the library once, when it needs a stream no longer.
private let releaseStream: MHD_ContentReaderFreeCallback = { context in
    guard let context else { return }
    Unmanaged<ResponseStream>.fromOpaque(context).takeRetainedValue().close()
}
