import Basics

extension Log {
    /// Takes a line that was meant for people at a terminal, as a line of its own level.
    func take(_ text: String) {
        let name = "complybot: "
        for line in text.split(separator: "\n") {
            let words = line.hasPrefix(name) ? line.dropFirst(name.count) : line
            for level in [Level.error, .warning] where words.hasPrefix("\(level.rawValue): ") {
                write(level, String(words.dropFirst(level.rawValue.count + 2)))
                return
            }
            info(String(words))
        }
    }
}
