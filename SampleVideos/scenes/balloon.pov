// The lake of balloon.py. "generated.inc" brings the macro Balloon, the meshes and Plants();
// "frames.inc" the camera and the poses of the frame.
#version 3.7;
global_settings { assumed_gamma 1.0 max_trace_level 5 }

#declare T_mask = texture { pigment { rgb 1 } finish { ambient 0 diffuse 0 emission 1 } }

// Cloth: light also shines through it.
#declare F_cloth = finish { ambient 0.16 diffuse 0.80 specular 0.12 roughness 0.06 }
#declare F_dull = finish { ambient 0.07 diffuse 0.85 }
// From the mouth at 0 to the crown at 20.
#macro Envelope(A, B, Band, Spot)
  texture {
    pigment {
      gradient y
      pigment_map {
        [0.20 srgb Band]
        [0.20 radial frequency 12 color_map { [0.5 srgb A] [0.5 srgb B] }]
        [0.47 radial frequency 12 color_map { [0.5 srgb A] [0.5 srgb B] }]
        [0.47 srgb Spot]
        [0.49 srgb Spot]
        [0.49 radial frequency 8 color_map { [0.35 srgb Band] [0.35 srgb Spot] [0.65 srgb Spot] [0.65 srgb Band] }]
        [0.66 radial frequency 8 color_map { [0.35 srgb Band] [0.35 srgb Spot] [0.65 srgb Spot] [0.65 srgb Band] }]
        [0.66 srgb Spot]
        [0.68 srgb Spot]
        [0.68 radial frequency 12 color_map { [0.5 srgb B] [0.5 srgb A] }]
        [0.93 radial frequency 12 color_map { [0.5 srgb B] [0.5 srgb A] }]
        [0.93 srgb Band]
      }
      scale 20.2
    }
    finish { F_cloth }
  }
#end
#declare T_target = Envelope(<0.85, 0.11, 0.10>, <0.98, 0.78, 0.14>, <0.10, 0.16, 0.42>, <0.97, 0.95, 0.90>)
#declare T_twin = Envelope(<0.88, 0.32, 0.08>, <0.96, 0.84, 0.36>, <0.12, 0.36, 0.24>, <0.97, 0.95, 0.90>)
#declare T_blue = Envelope(<0.16, 0.42, 0.74>, <0.92, 0.94, 0.96>, <0.10, 0.20, 0.48>, <0.98, 0.82, 0.25>)
#declare T_violet = Envelope(<0.52, 0.22, 0.58>, <0.95, 0.66, 0.74>, <0.30, 0.12, 0.40>, <0.96, 0.92, 0.86>)
#declare T_green = Envelope(<0.16, 0.54, 0.36>, <0.93, 0.90, 0.62>, <0.08, 0.30, 0.24>, <0.94, 0.55, 0.20>)
#declare T_skirt = texture { pigment { srgb <0.16, 0.16, 0.20> } finish { F_cloth } }
#declare T_basket = texture {
  pigment { checker srgb <0.60, 0.40, 0.20> srgb <0.45, 0.28, 0.13> scale 0.3 }
  finish { F_dull }
}
#declare T_rim = texture { pigment { srgb <0.30, 0.17, 0.09> } finish { F_dull } }
#declare T_rope = texture { pigment { srgb <0.32, 0.28, 0.24> } finish { F_dull } }
#declare T_face = texture { pigment { srgb <0.86, 0.66, 0.52> } finish { F_dull } }
#declare T_shirt = texture { pigment { srgb <0.20, 0.42, 0.66> } finish { F_dull } }

#include "generated.inc"
#include "frames.inc"

camera { Frame_camera }
object { Balloon(T_target) transform { Target_pose } }

#ifdef (Mask)
background { rgb 0 }
#else
object { Balloon(T_twin) transform { Twin_pose } }
object { Balloon(T_blue) transform { Front_pose } }
object { Balloon(T_violet) transform { Far_pose } }
object { Balloon(T_green) transform { Farther_pose } }

// Morning: a low sun from the left, the blue of the sky everywhere.
light_source { <-800, 560, -520> srgb <1.42, 1.30, 1.10> parallel point_at 0 }
light_source { <500, 800, -200> srgb <0.36, 0.44, 0.58> parallel point_at 0 shadowless }

sky_sphere {
  pigment {
    gradient y
    color_map {
      [0.00 srgb <0.96, 0.90, 0.82>] [0.08 srgb <0.78, 0.87, 0.94>]
      [0.30 srgb <0.42, 0.66, 0.90>] [0.80 srgb <0.17, 0.40, 0.76>]
    }
  }
  pigment {
    bozo turbulence 0.75 octaves 7 omega 0.55 lambda 2.1
    color_map {
      [0.00 srgbt <1, 1, 1, 1>] [0.50 srgbt <1, 1, 1, 1>]
      [0.62 srgbt <1, 0.99, 0.97, 0.35>] [0.80 srgbt <0.97, 0.97, 0.98, 0.05>]
      [1.00 srgbt <0.86, 0.88, 0.92, 0.05>]
    }
    scale <0.42, 0.11, 0.42> translate <0.3, 0.02, 0.7>
  }
}
fog { fog_type 2 distance 1500 srgb <0.80, 0.86, 0.92> fog_offset 0 fog_alt 60 }

// Fields, each of its own green, with hedges along their edges; bare rock and snow higher up.
#declare P_fields = pigment {
  crackle
  pigment_map {
    [0.03 srgb <0.22, 0.33, 0.15>]
    [0.05 crackle solid color_map {
      [0.0 srgb <0.36, 0.52, 0.20>] [0.2 srgb <0.48, 0.60, 0.25>] [0.4 srgb <0.41, 0.57, 0.27>]
      [0.55 srgb <0.74, 0.70, 0.36>] [0.7 srgb <0.56, 0.64, 0.30>] [0.85 srgb <0.33, 0.47, 0.22>]
      [1.0 srgb <0.66, 0.58, 0.33>] }]
  }
  scale 42 warp { turbulence 0.05 }
}
#declare P_grain = pigment {
  granite scale 14
  color_map {
    [0.0 srgbt <0.16, 0.24, 0.08, 0.35>] [0.4 srgbt <0.3, 0.4, 0.15, 0.85>]
    [0.7 srgbt <1, 1, 0.7, 0.92>] [1.0 srgbt <1, 0.98, 0.75, 0.6>]
  }
}
#declare P_beach = pigment { srgb <0.83, 0.76, 0.58> }
#declare P_rock = pigment {
  granite scale 60 color_map { [0 srgb <0.36, 0.36, 0.36>] [1 srgb <0.58, 0.55, 0.50>] }
}
#declare P_forest = pigment {
  bozo turbulence 0.8 scale 30 color_map { [0 srgb <0.20, 0.33, 0.18>] [1 srgb <0.36, 0.47, 0.24>] }
}
#declare P_snow = pigment { srgb <0.95, 0.96, 0.99> }
height_field {
  pgm "ground.pgm" smooth
  translate <-0.5, 0, -0.5>
  scale <2*Ground_extent, Ground_high - Ground_low, 2*Ground_extent>
  translate Ground_low*y
  texture {
    pigment {
      gradient y turbulence 0.03 octaves 3
      pigment_map {
        [0.058 P_beach scale 1/200] [0.062 P_fields scale 1/200] [0.19 P_fields scale 1/200]
        [0.25 P_forest scale 1/200] [0.42 P_forest scale 1/200] [0.48 P_rock scale 1/200]
        [0.58 P_rock scale 1/200] [0.66 P_snow scale 1/200]
      }
      scale 200 translate -10*y
    }
    normal { granite 0.12 scale 8 }
    finish { F_dull }
  }
  texture { pigment { P_grain } finish { F_dull } }
}
plane {
  y, 0
  texture {
    pigment { srgb <0.07, 0.20, 0.26> }
    normal { bumps 0.035 scale <2.2, 1, 1.1> translate frame_number*<0.03, 0.03, 0.02> }
    finish { ambient 0.05 diffuse 0.5 specular 0.4 roughness 0.004 reflection { 0.10, 0.85 fresnel on } conserve_energy }
  }
  interior { ior 1.33 }
}

#declare T_bark = texture { pigment { srgb <0.36, 0.27, 0.19> } finish { F_dull } }
#declare Pine = union {
  object { Pine_mesh texture {
    pigment { bozo scale 0.12 color_map { [0 srgb <0.10, 0.24, 0.13>] [1 srgb <0.26, 0.42, 0.22>] } }
    finish { ambient 0.12 diffuse 0.85 } } }
  cone { 0, 0.022, 0.95*y, 0.004 texture { T_bark } }
}
#declare Oak = union {
  object { Oak_mesh texture {
    pigment { bozo scale 0.15 color_map { [0 srgb <0.24, 0.36, 0.12>] [1 srgb <0.47, 0.56, 0.22>] } }
    finish { ambient 0.13 diffuse 0.85 } } }
  cone { 0, 0.05, 0.6*y, 0.03 texture { T_bark } }
}
Plants()
#end
