import Foundation
import Testing

@testable import NeuralNetworks

@Suite struct SafetensorsFileTests {
  @Test func readsWhatTheReferenceWrites() throws {
    let file = try SafetensorsFile(WeightFixtures.path("network.safetensors"))
    #expect(file.metadata == ["format": "pt"])
    #expect(file.tensorNames.first == "1.num_batches_tracked")
    #expect(file.tensorNames.count == 7)
    for (name, expected) in WeightFixtures.network {
      #expect(file.shape(of: name) == expected.shape)
      #expect(try file.tensor(named: name) == expected)
    }
    #expect(try file.integerScalar(named: "1.num_batches_tracked") == 16_777_217)
    #expect(try file.integerScalar(named: "0.bias") == nil)
    #expect(file.shape(of: "absent") == nil)
    #expect(throws: WeightsError.missingTensors(file: file.path, tensors: ["absent"])) {
      try file.tensor(named: "absent")
    }
  }

  @Test func convertsEveryElementType() throws {
    let file = try SafetensorsFile(WeightFixtures.path("types.safetensors"))
    let ramp = WeightFixtures.ramp(20).values
    for name in ["float64", "float32", "float16", "bfloat16"] {
      #expect(try file.tensor(named: name).values == ramp, "\(name)")
    }
    for name in ["int64", "int32", "int16", "int8"] {
      #expect(
        try file.tensor(named: name).values == ramp.map { $0.rounded(.towardZero) }, "\(name)")
    }
    for name in ["uint64", "uint32", "uint16", "uint8"] {
      let expected = ramp.map { abs($0).rounded(.towardZero) }
      #expect(try file.tensor(named: name).values == expected, "\(name)")
    }
    #expect(try file.tensor(named: "bool").values == ramp.map { $0 > 0 ? 1 : 0 })
    #expect(try file.tensor(named: "empty") == Tensor(shape: [0, 5], values: []))
  }

  /// All 65,536 half-precision numbers against their definition (IEEE 754-2019, 3.4).
  @Test func convertsEveryHalfPrecisionNumber() throws {
    let bytes = (0...UInt16.max).flatMap { WeightFixtures.littleEndian($0) }
    let values = bytes.withUnsafeBytes { ElementType.float16.values(in: $0) }
    for (bits, value) in values.enumerated() {
      let exponent = bits >> 10 & 31
      let fraction = Double(bits & 1023) / 1024
      let magnitude =
        exponent == 0 ? fraction * pow(2, -14) : (1 + fraction) * pow(2, Double(exponent - 15))
      let sign: Double = bits & 0x8000 == 0 ? 1 : -1
      if exponent == 31 {
        #expect(bits & 1023 == 0 ? value == Float(sign) * .infinity : value.isNaN)
      } else {
        #expect(value == Float(sign * magnitude))
      }
    }
  }

  @Test func readsTensorsAtOddOffsets() throws {
    let header =
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
      + #""b":{"dtype":"F32","shape":[],"data_offsets":[1,5]}} "#
    let data = [7] + WeightFixtures.littleEndian(Float(-2.5).bitPattern)
    let file = try WeightFixtures.safetensors(header: header, data: data)
    #expect(try file.tensor(named: "a").values == [7])
    #expect(try file.tensor(named: "b") == Tensor(shape: [], values: [-2.5]))
  }

  /// Headers with one thing wrong, and what the message says of it. All have 8 bytes of data.
  @Test(arguments: [
    (#"[]"#, "expected a JSON object"),
    (#""#, "expected a JSON object"),
    (#"{"#, "expected a string"),
    (#"{}"#, "found 8 bytes, expected 0"),
    (#"{"a":1}"#, "expected an object"),
    (#"{"a":{}}"#, "found no dtype"),
    (#"{"a":{"dtype":"F32","shape":[2]}}"#, "found no data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":0}}"#, #"found key "x""#),
    (#"{"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}"#, "expected a string"),
    (#"{"a":{"dtype":"F8","shape":[2],"data_offsets":[0,8]}}"#, #"found dtype "F8""#),
    (#"{"a":{"dtype":"F32","shape":"2","data_offsets":[0,8]}}"#, "expected an array"),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "expected a whole number"),
    (#"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#, "expected a comma"),
    (#"{"a":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}"#, "leading zero"),
    (#"{"a":{"dtype":"F32","shape":[2e0],"data_offsets":[0,8]}}"#, "expected a comma"),
    (#"{"a":{"dtype":"F32","shape":[true],"data_offsets":[0,8]}}"#, "expected a whole number"),
    (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}"#, "beyond"),
    (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#, "as many as"),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,8]}}"#, "as many as"),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, "as many as shape [3] of F32 has"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "begin ≤ end"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, "[begin, end]"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}"#, "[begin, end]"),
    (#"{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]}}"#, "found 8 bytes, expected 5"),
    (#"{"a":{"dtype":"U8","shape":[7],"data_offsets":[1,8]}}"#, "a hole before it"),
    (#"{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}"#, "found 8 bytes, expected 9"),
    (
      #"{"a":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}"#,
      "found 8 bytes, expected 4000000000000"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[9223372036854775806,9223372036854775807]}}"#,
      "within the file"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"#
        + #""b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#, "an overlap"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"#
        + #""b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#, "a hole"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"#
        + #""\u0061":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#, "two tensors named"
    ),
    (#"{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "twice"),
    (#"{"__metadata__":{"x":"1","x":"2"}}"#, "twice"),
    (#"{"__metadata__":{},"__metadata__":{}}"#, "twice"),
    (#"{"__metadata__":{"x":1}}"#, "expected a string"),
    (#"{"__metadata__":[]}"#, "expected an object"),
    (#"{"a\q":{}}"#, "unknown escape"),
    (#"{"\ud800":{}}"#, "surrogate"),
    (#"{"\ud800\u0041":{}}"#, "surrogate"),
    (#"{"\udc00":{}}"#, "surrogate"),
    (#"{"\u00g0":{}}"#, "hexadecimal"),
    ("{\"a\nb\":{}}", "control character"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},}"#, "expected a string"),
    (#"{"a":{"dtype":"F32","shape":[2,],"data_offsets":[0,8]}}"#, "expected a whole number"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}x"#, "nothing but spaces"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#, "end of the object"),
    (#" {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "expected a JSON object"),
  ])
  func refusesHeader(_ header: String, _ expected: String) throws {
    let message = try WeightFixtures.message {
      _ = try WeightFixtures.safetensors(header: header, data: Array(repeating: 0, count: 8))
    }
    let text = try #require(message, "accepted \(header)")
    #expect(text.contains(expected), "\(text)")
    #expect(text.hasPrefix("test.safetensors: "))
    #expect(!text.contains("\n"))
  }

  @Test func refusesBytesThatAreNotUTF8() throws {
    let header: [UInt8] = Array("{\"".utf8) + [0xC0, 0xAF] + Array("\":{}}".utf8)
    let message = try WeightFixtures.message {
      _ = try WeightFixtures.safetensors(
        WeightFixtures.littleEndian(UInt64(header.count)) + header)
    }
    #expect(message?.contains("not UTF-8") == true)
  }

  @Test func acceptsWhatJSONAllows() throws {
    let header = """
      {\r\n\t"__metadata__" : { "a\\/\\"\\\\\\b\\f\\n\\r\\t" : "\\ud83d\\ude00é" } ,
       "w" : { "shape" : [ 1 , 2 ] , "data_offsets" : [ 0 , 8 ] , "dtype" : "F32" } }  \n
      """
    let file = try WeightFixtures.safetensors(header: header, data: Array(repeating: 0, count: 8))
    #expect(file.metadata == ["a/\"\\\u{8}\u{C}\n\r\t": "😀é"])
    #expect(try file.tensor(named: "w") == Tensor(shape: [1, 2], values: [0, 0]))
  }

  @Test(arguments: [1 << 40, 100_000_001, UInt64.max, UInt64.max - 7, 1 << 63])
  func refusesAHeaderThatClaimsTooMuch(_ length: UInt64) throws {
    let message = try WeightFixtures.message {
      _ = try WeightFixtures.safetensors(WeightFixtures.littleEndian(length) + [0x7B, 0x7D])
    }
    #expect(message?.contains("header length: found \(length) bytes") == true)
  }

  @Test func refusesDeepNesting() throws {
    for opening in ["[", "{\"a\":"] {
      let message = try WeightFixtures.message {
        _ = try WeightFixtures.safetensors(
          header: "{\"a\":" + String(repeating: opening, count: 200_000), data: [])
      }
      #expect(message != nil)
    }
  }

  @Test func refusesEveryTruncation() throws {
    let bytes = try WeightFixtures.bytes("network.safetensors")
    for count in 0..<bytes.count {
      let message = try WeightFixtures.message {
        _ = try WeightFixtures.safetensors(Array(bytes[..<count]))
      }
      #expect(message != nil, "cut after \(count) bytes")
    }
    #expect(try WeightFixtures.message { _ = try WeightFixtures.safetensors(bytes + [0]) } != nil)
  }

  @Test func refusesWhatIsNoRegularFile() throws {
    let folder = try WeightTestFolder()
    #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
    try Data().write(to: URL(fileURLWithPath: folder.path + "/empty"))
    for (name, expected) in [
      ("absent", "No such file or directory"), ("", "it is a folder"),
      ("pipe", "not a regular file"), ("empty", "found 0 bytes, expected 8"),
    ] {
      let path = "\(folder.path)/\(name)"
      let message = try WeightFixtures.message { _ = try SafetensorsFile(path) }
      #expect(message?.contains(expected) == true, "\(message ?? "accepted")")
      #expect(message?.hasPrefix(path) == true)
    }
  }

  @Test func messagesStayOnOneLine() throws {
    let name = #"\n\u001b[31m"# + String(repeating: "x", count: 500)
    let message = try WeightFixtures.message {
      _ = try WeightFixtures.safetensors(header: "{\"\(name)\":{}}", data: [])
    }
    let text = try #require(message)
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    #expect(text.count < 300)
  }
}
