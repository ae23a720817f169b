// The desert of rover.py. "generated.inc" brings the macro Rover, the meshes, Plants() and Fence;
// "frames.inc" the camera and the poses of the frame.
#version 3.7;
global_settings { assumed_gamma 1.0 max_trace_level 4 }

#declare T_mask = texture { pigment { rgb 1 } finish { ambient 0 diffuse 0 emission 1 } }
#macro Turn(Degrees) rotate Degrees*x #end

// Paint
#declare F_paint = finish { ambient 0.08 diffuse 0.85 specular 0.35 roughness 0.02 }
#declare F_dull = finish { ambient 0.08 diffuse 0.85 }
#declare T_white = texture { pigment { srgb <0.82, 0.81, 0.78> } finish { F_paint } }
#declare T_dark = texture { pigment { srgb <0.10, 0.10, 0.12> } finish { F_paint } }
#declare T_metal = texture { pigment { srgb <0.55, 0.56, 0.58> } finish { F_paint } }
#declare T_lens = texture { pigment { srgb <0.15, 0.35, 0.55> } finish { F_paint } }
#declare T_lamp = texture { pigment { srgb <1.0, 0.95, 0.7> } finish { F_paint emission 0.4 } }
#declare T_panel = texture {
  pigment {
    gradient x
    pigment_map {
      [0.10 srgb <0.80, 0.83, 0.88>]
      [0.10 gradient z color_map {
        [0.10 srgb <0.80, 0.83, 0.88>] [0.10 srgb <0.06, 0.12, 0.38>] [1 srgb <0.10, 0.20, 0.52>] }]
    }
    scale 0.22
  }
  finish { F_paint reflection 0.08 }
}
#declare T_tyre = texture {
  pigment { radial color_map { [0.5 srgb 0.10] [0.5 srgb 0.24] } frequency 12 rotate 90*z }
  finish { F_dull }
}
#declare T_hub = texture {
  pigment {
    radial color_map { [0.5 srgb <0.95, 0.93, 0.88>] [0.5 srgb <0.85, 0.35, 0.10>] }
    frequency 3 rotate 90*z
  }
  finish { F_paint }
}
#declare T_teal = texture {
  pigment {
    gradient z
    color_map { [0.8 srgb <0.05, 0.45, 0.52>] [0.8 srgb <0.93, 0.92, 0.86>] }
    scale 0.5 translate 0.1*z
  }
  finish { F_paint }
}
#declare T_orange = texture { pigment { srgb <0.96, 0.46, 0.08> } finish { F_paint } }
#declare T_plum = texture {
  pigment {
    gradient z
    color_map { [0.8 srgb <0.42, 0.20, 0.50>] [0.8 srgb <0.93, 0.92, 0.86>] }
    scale 0.5 translate 0.1*z
  }
  finish { F_paint }
}
#declare T_yellow = texture { pigment { srgb <0.93, 0.76, 0.16> } finish { F_paint } }

#include "generated.inc"
#include "frames.inc"

camera { Frame_camera }
object { Rover(T_teal, T_orange, Target_spin) transform { Target_pose } }

#ifdef (Mask)
background { rgb 0 }
#else
object { Rover(T_plum, T_yellow, Twin_spin) transform { Twin_pose } }

// Late afternoon: a warm sun from the left behind the camera, the blue of the sky everywhere.
light_source { <-700, 620, -420> srgb <1.45, 1.30, 1.06> parallel point_at 0 }
light_source { <400, 800, -300> srgb <0.33, 0.42, 0.58> parallel point_at 0 shadowless }

sky_sphere {
  pigment {
    gradient y
    color_map {
      [0.00 srgb <0.93, 0.86, 0.76>] [0.06 srgb <0.80, 0.86, 0.90>]
      [0.22 srgb <0.48, 0.69, 0.90>] [0.70 srgb <0.20, 0.42, 0.76>]
    }
  }
  pigment {
    wrinkles turbulence 0.55 octaves 6 lambda 2.2
    color_map {
      [0.00 srgbt <1, 1, 1, 1>] [0.52 srgbt <1, 1, 1, 1>]
      [0.74 srgbt <1, 0.98, 0.95, 0.25>] [1.00 srgbt <0.92, 0.90, 0.90, 0.10>]
    }
    scale <0.55, 0.13, 0.55> translate <0.2, 0.05, 0.1>
  }
}
fog { fog_type 2 distance 520 srgb <0.90, 0.85, 0.79> fog_offset 0 fog_alt 22 }

#declare P_sand = pigment {
  bozo turbulence 0.6 octaves 5 scale 2.6
  color_map {
    [0.0 srgb <0.80, 0.58, 0.37>] [0.4 srgb <0.87, 0.67, 0.44>]
    [0.7 srgb <0.76, 0.52, 0.32>] [1.0 srgb <0.90, 0.73, 0.52>]
  }
}
#declare P_pebbles = pigment {
  granite scale 0.9
  color_map {
    [0.00 srgbt <0.45, 0.28, 0.18, 0.25>] [0.20 srgbt <0.55, 0.35, 0.22, 0.7>]
    [0.35 srgbt <1, 1, 1, 1>] [0.75 srgbt <1, 1, 1, 1>] [1.0 srgbt <1, 0.9, 0.75, 0.5>]
  }
}
#declare P_strata = pigment {
  gradient y turbulence 0.06
  color_map {
    [0.00 srgb <0.70, 0.38, 0.24>] [0.20 srgb <0.80, 0.47, 0.30>] [0.24 srgb <0.60, 0.28, 0.18>]
    [0.45 srgb <0.72, 0.37, 0.23>] [0.50 srgb <0.86, 0.60, 0.42>] [0.58 srgb <0.64, 0.30, 0.19>]
    [0.80 srgb <0.75, 0.42, 0.27>] [0.84 srgb <0.55, 0.26, 0.18>] [1.00 srgb <0.70, 0.38, 0.24>]
  }
  scale 8
}
#declare N_sand = normal {
  average normal_map { [1 wrinkles 0.55 scale 0.55] [1 ripples 0.22 turbulence 0.7 scale 0.8] }
}
height_field {
  pgm "ground.pgm" smooth
  translate <-0.5, 0, -0.5>
  scale <2*Ground_extent, Ground_high - Ground_low, 2*Ground_extent>
  translate Ground_low*y
  texture {
    pigment {
      gradient y
      pigment_map { [0.14 P_sand scale 1/100] [0.19 P_strata scale 1/100] }
      scale 100 translate -6*y
    }
    normal { N_sand }
    finish { F_dull }
  }
  texture { pigment { P_pebbles } normal { N_sand } finish { F_dull } }
}

// Plants and stones
#declare T_bark = texture {
  pigment { wrinkles scale <0.06, 0.4, 0.06> color_map { [0 srgb <0.30, 0.21, 0.15>] [1 srgb <0.52, 0.40, 0.29>] } }
  finish { F_dull }
}
#declare T_cactus = texture {
  pigment {
    radial frequency 14
    color_map { [0.0 srgb <0.20, 0.36, 0.20>] [0.5 srgb <0.42, 0.60, 0.34>] [1.0 srgb <0.20, 0.36, 0.20>] }
  }
  normal { radial 0.9 frequency 14 sine_wave }
  finish { F_dull }
}
#macro Column(Low, High, Radius)
  union {
    cylinder { Low, High, Radius }
    sphere { High, Radius }
    texture { T_cactus translate Low*<1, 0, 1> }
  }
#end
#macro Arm(Side, Low, High, Reach, Radius)
  union {
    object { Column(<Side*Reach, Low + 0.12, 0>, <Side*Reach, High, 0>, Radius) }
    sphere { <Side*Reach, Low + 0.12, 0>, Radius texture { T_cactus translate Side*Reach*x } }
    cylinder { <0, Low, 0>, <Side*Reach, Low + 0.12, 0>, Radius*0.9 texture { T_cactus rotate 90*z translate Low*y } }
  }
#end
#declare Cactus_tall = union {
  object { Column(-0.2*y, 3.3*y, 0.27) }
  object { Arm(1, 1.5, 2.5, 0.62, 0.17) }
}
#declare Cactus_arms = union {
  object { Column(-0.2*y, 3.0*y, 0.30) }
  object { Arm(1, 1.3, 2.2, 0.70, 0.18) }
  object { Arm(-1, 1.75, 2.75, 0.66, 0.17) }
}
#declare T_leaves = texture {
  pigment {
    bozo scale 0.35
    color_map { [0.0 srgb <0.24, 0.36, 0.13>] [0.5 srgb <0.40, 0.50, 0.20>] [1.0 srgb <0.58, 0.62, 0.29>] }
  }
  finish { ambient 0.14 diffuse 0.85 }
}
#declare Acacia = union {
  cone { -0.2*y, 0.17, <0.05, 1.3, 0>, 0.12 }
  cone { <0.05, 1.25, 0>, 0.11, <0.8, 2.4, 0.2>, 0.05 }
  cone { <0.05, 1.25, 0>, 0.11, <-0.7, 2.5, -0.2>, 0.05 }
  cone { <0.05, 1.25, 0>, 0.10, <0.1, 2.8, 0>, 0.04 }
  object { Canopy_mesh texture { T_leaves } }
  texture { T_bark }
}
#declare Bush = object { Bush_mesh texture { T_leaves pigment { bozo scale 0.2
  color_map { [0 srgb <0.40, 0.42, 0.24>] [1 srgb <0.62, 0.60, 0.38>] } } } }
#declare Tuft = object { Tuft_mesh texture { pigment { gradient y scale 0.5
  color_map { [0 srgb <0.50, 0.42, 0.22>] [1 srgb <0.82, 0.74, 0.45>] } } finish { F_dull } } }
#declare Rock = sphere { 0, 1
  scale <1, 0.62, 0.8>
  texture {
    pigment { granite color_map { [0 srgb <0.45, 0.28, 0.20>] [0.5 srgb <0.68, 0.46, 0.33>] [1 srgb <0.78, 0.60, 0.46>] } }
    normal { crackle 1.4 scale 0.55 }
    finish { F_dull }
  }
}
#declare Post = box { <-0.09, -0.3, -0.09>, <0.09, 1.1, 0.09> }
Plants()
object { Fence() texture { T_bark pigment { wrinkles scale <0.5, 0.06, 0.06>
  color_map { [0 srgb <0.48, 0.37, 0.27>] [1 srgb <0.72, 0.60, 0.46>] } } } }
#end
