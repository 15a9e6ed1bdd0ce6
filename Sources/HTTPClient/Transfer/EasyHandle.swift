internal import Basics
internal import CCurl
internal import Glibc

/// One libcurl easy handle with its header list; made, used and freed on the loop's thread.
///
/// It is the context of libcurl's callbacks, so the loop keeps it until the handle has left the multi handle.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    let transfer: Transfer
    private var fields: UnsafeMutablePointer<curl_slist>?
    private var head = ResponseHeadParser()

    /// A handle ready to be added; nil when libcurl refuses an option.
    init?(_ transfer: Transfer, configuration: HTTPClient.Configuration) {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        self.transfer = transfer
        guard setAddress(configuration), setDeadlines(), setBody(), setHeaders(configuration),
            setCallbacks()
        else { return nil }
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(fields)
    }

    /// What the end of a transfer means.
    func outcome(of result: CURLcode) -> Result<Void, HTTPError> {
        if result == CURLE_OK { return .success(()) }
        if head.isTooLarge {
            return .failure(transfer.error(.tooLarge, "the answer's head is too long"))
        }
        return .failure(
            transfer.error(code(of: result), words(for: result), mayHaveBeenSent: wasConnected))
    }

    /// Whether the connection stood, encryption included, so that bytes of the request may have left.
    private var wasConnected: Bool {
        var microseconds: curl_off_t = 0
        let status = complybot_curl_get_size(
            pointer, CURLINFO_PRETRANSFER_TIME_T, &microseconds)
        return status != CURLE_OK || microseconds > 0
    }

    private func code(of result: CURLcode) -> HTTPError.Code {
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT:
            .connect
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS:
            .tls
        case CURLE_URL_MALFORMAT: .invalidURL
        // The address was read already: this is how libcurl calls an answer that is not HTTP.
        case CURLE_UNSUPPORTED_PROTOCOL: .protocol
        default: .protocol
        }
    }

    private func words(for result: CURLcode) -> String {
        var text = String(cString: curl_easy_strerror(result))
        var number = 0
        if result == CURLE_COULDNT_CONNECT,
            complybot_curl_get_long(pointer, CURLINFO_OS_ERRNO, &number) == CURLE_OK, number != 0
        {
            text += " (\(String(cString: strerror(Int32(clamping: number)))))"
        }
        return text
    }
}

// Options; each step says whether libcurl took all of them.
extension EasyHandle {
    private func setAddress(_ configuration: HTTPClient.Configuration) -> Bool {
        let url = transfer.request.url
        let proxy = configuration.network.proxy(
            toHost: url.host, port: url.port, isSecure: url.scheme == .https)
        return set(CURLOPT_URL, url.text)
            && set(CURLOPT_PROTOCOLS_STR, url.scheme.rawValue)
            && set(CURLOPT_FOLLOWLOCATION, 0)
            && set(CURLOPT_NOSIGNAL, 1)
            // Empty strings switch off what the environment says.
            && set(CURLOPT_PROXY, proxy?.secretText ?? "")
            && set(CURLOPT_NOPROXY, "")
            && set(CURLOPT_USERAGENT, configuration.userAgent)
            && set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
            && set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
            && set(CURLOPT_SSL_VERIFYPEER, 1)
            && set(CURLOPT_SSL_VERIFYHOST, 2)
            && set(CURLOPT_TCP_KEEPALIVE, 1)
            && set(CURLOPT_FRESH_CONNECT, transfer.request.isRepeatable ? 0 : 1)
            && (!transfer.request.acceptsCompression
                || set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate"))
            // Closing must not wait for a name server that does not answer.
            && set(CURLOPT_QUICK_EXIT, 1)
            && (configuration.network.certificateAuthorities.map {
                set(CURLOPT_CAINFO, $0) && set(CURLOPT_PROXY_CAINFO, $0)
            } ?? true)
    }

    private func setDeadlines() -> Bool {
        let deadlines = transfer.request.deadlines
        return set(CURLOPT_CONNECTTIMEOUT_MS, deadlines.connect.wholeMilliseconds)
            && set(CURLOPT_TIMEOUT_MS, deadlines.total.wholeMilliseconds)
            && set(CURLOPT_LOW_SPEED_LIMIT, max(1, deadlines.slowest))
            && set(CURLOPT_LOW_SPEED_TIME, max(1, deadlines.idle.wholeMilliseconds / 1000))
    }

    private func setBody() -> Bool {
        let request = transfer.request
        if request.method == .head { return set(CURLOPT_NOBODY, 1) }
        guard let body = request.body ?? (request.method == .post ? [] : nil) else {
            return set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
        // libcurl copies the body when it is set after its size.
        return complybot_curl_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, body.count) == CURLE_OK
            && body.withUnsafeBytes { bytes in
                // An empty array has no address, and a null pointer would mean "read from a callback".
                withUnsafeBytes(of: UInt8(0)) { empty in
                    complybot_curl_set_bytes(
                        pointer, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress ?? empty.baseAddress)
                }
            } == CURLE_OK
            && set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    }

    private func setHeaders(_ configuration: HTTPClient.Configuration) -> Bool {
        let request = transfer.request
        var lines = request.headers.map {
            $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)"
        }
        // Without these lines libcurl would wait for "100 Continue" and call every body a form.
        for name in ["Expect", "Content-Type"] where request.headers.first(named: name) == nil {
            lines.append("\(name):")
        }
        for line in lines {
            guard let longer = curl_slist_append(fields, line) else { return false }
            fields = longer
        }
        return complybot_curl_set_list(pointer, CURLOPT_HTTPHEADER, fields) == CURLE_OK
    }

    private func setCallbacks() -> Bool {
        let context = Unmanaged.passUnretained(self).toOpaque()
        return complybot_curl_set_data_callback(pointer, CURLOPT_HEADERFUNCTION, Self.onHeader)
            == CURLE_OK
            && complybot_curl_set_pointer(pointer, CURLOPT_HEADERDATA, context) == CURLE_OK
            && complybot_curl_set_data_callback(pointer, CURLOPT_WRITEFUNCTION, Self.onBody)
                == CURLE_OK
            && complybot_curl_set_pointer(pointer, CURLOPT_WRITEDATA, context) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        complybot_curl_set_long(pointer, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: String) -> Bool {
        complybot_curl_set_string(pointer, option, value) == CURLE_OK
    }
}

// Callbacks; libcurl calls them inside curl_multi_perform, with the context given above.
extension EasyHandle {
    private typealias Callback =
        @convention(c) (
            UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?
        ) -> Int

    private static let onHeader: Callback = { data, size, count, context in
        guard let data, let context else { return 0 }
        let handle = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
        let line = UnsafeRawBufferPointer(start: data, count: size * count)
        if let head = handle.head.take(line) { handle.transfer.received(head: head) }
        return handle.head.isTooLarge ? 0 : size * count
    }

    private static let onBody: Callback = { data, size, count, context in
        guard let data, let context else { return 0 }
        let handle = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
        let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
        switch handle.transfer.received(body: bytes) {
        case .taken: return size * count
        case .pause: return Int(CURL_WRITEFUNC_PAUSE)
        case .abort: return 0
        }
    }
}

extension Duration {
    /// The duration in milliseconds, rounded up, at least one.
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, overflow) = Int(seconds).multipliedReportingOverflow(by: 1000)
        if overflow || whole > Int(Int32.max) { return Int(Int32.max) }
        return max(1, whole + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
