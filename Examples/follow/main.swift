import Siamese
import Tracking
import Video

let video = try VideoReader("SampleVideos/rover.mp4")
let model = try Model(named: "siamfc-alexnet")
guard let first = try video.next() else { throw VideoError.noFrames(source: video.source) }
var tracker = try model.tracker(
  startingOn: first, at: Box(x: 213, y: 158, width: 127, height: 106))
while let frame = try video.next() {
  let track = try tracker.update(with: frame)
  print(frame.timestamp, track.box, track.score, track.state)
}
