import FuzzTargets
import Glibc

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ feed: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The target of this process; written once, before the first input.
private nonisolated(unsafe) var target: FuzzTarget?

/// `fuzz TARGET [libFuzzer options] [corpus folders]`; without a target it lists them.
///
/// libFuzzer brings a `main` of its own, so this is what SwiftPM's linking calls instead.
@_cdecl("fuzz_main")
public func main(
    _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    let name = count > 1 ? arguments[1].map { String(cString: $0) } : nil
    guard let found = FuzzTarget.all.first(where: { $0.name == name }) else {
        for target in FuzzTarget.all { print("\(target.name)\t\(target.summary)") }
        return name == nil ? 0 : 2
    }
    target = found
    // libFuzzer reads its own options: the target's name is taken out.
    arguments[1] = arguments[0]
    var rest = count - 1
    var pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = arguments + 1
    return runDriver(&rest, &pointer) { takeInput($0, $1) }
}

/// Feeds one input to the target; a broken law ends the process, so that the input is kept.
///
/// libFuzzer's own `main` asks for it by name, though it is never called.
@_cdecl("LLVMFuzzerTestOneInput")
public func takeInput(_ bytes: UnsafePointer<UInt8>?, _ length: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: length))
    if let breach = target?.breach(input) {
        print("\(target?.name ?? ""): \(breach)")
        // What is printed into a file would be lost with the process.
        fflush(nil)
        abort()
    }
    return 0
}
