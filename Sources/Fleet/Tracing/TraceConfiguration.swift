package import Basics
package import HTTPClient

/// Where traces go, as the variables that every OpenTelemetry program knows say it.
package struct TraceConfiguration: Hashable, Sendable {
    /// The address that spans are sent to.
    package var url: HTTPURL
    /// Fields of each request, such as a token.
    package var headers: [HTTPHeader]
    /// What the spans are of, by dotted name; `service.name` among it.
    package var resource: [String: JSONValue]
    /// How long one request may take.
    package var timeout: Duration

    /// A configuration from its parts.
    package init(
        url: HTTPURL, headers: [HTTPHeader] = [], resource: [String: JSONValue],
        timeout: Duration = .seconds(10)
    ) {
        (self.url, self.headers, self.resource, self.timeout) = (url, headers, resource, timeout)
    }

    /// What `OTEL_EXPORTER_OTLP_ENDPOINT` and its like say; nil when no traces are wanted.
    ///
    /// - Throws: a usage `Diagnostic` that names the variable, and no header's value.
    package static func fromEnvironment(
        _ environment: [String: String], version: String
    ) throws -> TraceConfiguration? {
        let prefix = "OTEL_EXPORTER_OTLP_"
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        guard value("OTEL_SDK_DISABLED")?.lowercased() != "true" else { return nil }
        let address: (name: String, text: String)
        if let text = value("\(prefix)TRACES_ENDPOINT") {
            address = ("\(prefix)TRACES_ENDPOINT", text)
        } else if let text = value("\(prefix)ENDPOINT") {
            address = ("\(prefix)ENDPOINT", text + (text.hasSuffix("/") ? "" : "/") + "v1/traces")
        } else {
            return nil
        }
        let name = "\(prefix)TRACES_PROTOCOL"
        if let spoken = value(name) ?? value("\(prefix)PROTOCOL"), spoken == "grpc" {
            throw Diagnostic(
                .usage, "tell traces", on: spoken, because: "complybot speaks OTLP over HTTP",
                remedy: "name the collector's HTTP port, often 4318, and the protocol http/json")
        }
        let url: HTTPURL
        do throws(HTTPError) {
            url = try HTTPURL(parsing: address.text)
        } catch {
            throw Diagnostic(
                .usage, "read \(address.name)", because: error.diagnostic.reason,
                remedy: "write an address such as http://localhost:4318")
        }
        var resource: [String: JSONValue] = [:]
        for (key, value) in try pairs(environment, "OTEL_RESOURCE_ATTRIBUTES") {
            resource[key] = .string(value)
        }
        resource["service.name"] =
            value("OTEL_SERVICE_NAME").map { .string($0) } ?? resource["service.name"]
            ?? "complybot"
        resource["service.version"] = .string(version)
        let fields =
            value("\(prefix)TRACES_HEADERS") != nil
            ? "\(prefix)TRACES_HEADERS" : "\(prefix)HEADERS"
        let milliseconds = value("\(prefix)TRACES_TIMEOUT") ?? value("\(prefix)TIMEOUT")
        return TraceConfiguration(
            url: url,
            headers: try pairs(environment, fields).map { HTTPHeader($0, $1, isSecret: true) },
            resource: resource,
            timeout: .milliseconds(milliseconds.flatMap { Int($0) }.map { max($0, 1) } ?? 10_000))
    }

    /// `name=value` pairs after commas, the values with percent signs for what may not stand there.
    private static func pairs(
        _ environment: [String: String], _ name: String
    ) throws -> [(String, String)] {
        try (environment[name] ?? "").split(separator: ",").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = parts[0].trimmed
            guard parts.count == 2, !key.isEmpty, let value = parts[1].trimmed.withoutPercentSigns
            else {
                throw Diagnostic(
                    .usage, "read \(name)", because: "it is no list of name=value after commas")
            }
            return (key, value)
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let text = drop { $0 == " " }
        return String(text.reversed().drop { $0 == " " }.reversed())
    }
}

extension String {
    /// The text with each `%` and two hex digits as the byte that they name; nil when that is no text.
    fileprivate var withoutPercentSigns: String? {
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard let decoded = Hexadecimal.decode(digits), decoded.count == 1 else { return nil }
            bytes += decoded
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
