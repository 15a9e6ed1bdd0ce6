internal import Foundation

/// Git's smart HTTP protocol for one bare repository, with `git http-backend` behind it.
struct GitBackend {
    /// The folder that holds the bare repositories.
    let root: String

    /// Answers a request for a path below a repository, such as `/info/refs`.
    func answer(
        to request: HTTPRequest, repository: String, rest: String, user: String,
        hook: [String: String]
    ) -> HTTPAnswer {
        var variables = [
            "GIT_PROJECT_ROOT": root, "GIT_HTTP_EXPORT_ALL": "1", "REQUEST_METHOD": request.method,
            "PATH_INFO": "/\(repository)\(rest)", "QUERY_STRING": request.rawQuery,
            "CONTENT_TYPE": request.headers["content-type"] ?? "",
            "CONTENT_LENGTH": "\(request.body.count)", "REMOTE_USER": user,
            "REMOTE_ADDR": "127.0.0.1",
        ]
        variables.merge(hook) { $1 }
        if let encoding = request.headers["content-encoding"] {
            variables["HTTP_CONTENT_ENCODING"] = encoding
        }
        if let version = request.headers["git-protocol"] { variables["GIT_PROTOCOL"] = version }
        guard
            let output = try? Tool.run(
                "git", ["http-backend"], in: root, input: request.body, environment: variables),
            let split = output.bytes.firstRange(of: Array("\r\n\r\n".utf8))
        else { return HTTPAnswer(500) }
        return Self.answer(
            head: String(decoding: output.bytes[..<split.lowerBound], as: UTF8.self),
            body: Array(output.bytes[split.upperBound...]))
    }

    private static func answer(head: String, body: [UInt8]) -> HTTPAnswer {
        var answer = HTTPAnswer(200, body: body)
        for line in head.components(separatedBy: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].trimmingCharacters(in: .whitespaces)
            if parts[0] == "Status" {
                answer.status = Int(value.prefix(3)) ?? 500
            } else {
                answer.headers.append((String(parts[0]), value))
            }
        }
        return answer
    }
}
