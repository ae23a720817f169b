/// The sequences of DTB70 (Li and Yeung: Visual Object Tracking for Unmanned Aerial Vehicles, 2017),
/// whose layout is OTB's: only their names tell them apart.
enum DTB70Table {
  /// The names of the 70 sequences.
  static let names = Set(text.split(whereSeparator: \.isWhitespace).map(String.init))

  private static let text = """
    Animal1 Animal2 Animal3 Animal4 Basketball BMX2 BMX3 BMX4 BMX5 Car2 Car4 Car5 Car6 Car8
    ChasingDrones Girl1 Girl2 Gull1 Gull2 Horse1 Horse2 Kiting ManRunning1 ManRunning2 Motor1
    Motor2 MountainBike1 MountainBike5 MountainBike6 Paragliding3 Paragliding5 RaceCar RaceCar1
    RcCar3 RcCar4 RcCar5 RcCar6 RcCar7 RcCar8 RcCar9 Sheep1 Sheep2 SkateBoarding4 Skiing1 Skiing2
    SnowBoarding2 SnowBoarding4 SnowBoarding6 Soccer1 Soccer2 SpeedCar2 SpeedCar4
    StreetBasketball1 StreetBasketball2 StreetBasketball3 SUP2 SUP4 SUP5 Surfing03 Surfing04
    Surfing06 Surfing10 Surfing12 Vaulting Wakeboarding1 Wakeboarding2 Walking Yacht2 Yacht4 Zebra
    """
}
