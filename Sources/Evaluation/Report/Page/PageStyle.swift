/// How the page looks. A string in the program, as is its script, rather than a resource of the
/// package: the installed program is one file, which has no bundle that it could lose.
enum PageStyle {
  /// The page's style sheet.
  static var sheet: String {
    let light = PlotStyle.palette.enumerated().map { "--c\($0):\($1.light)" }
    let dark = PlotStyle.palette.enumerated().map { "--c\($0):\($1.dark)" }
    let lines = PlotStyle.palette.indices.map {
      ".line.c\($0){stroke:var(--c\($0))}.dot.c\($0){fill:var(--c\($0))}"
    }
    return """
      :root{\(light.joined(separator: ";"))}
      @media (prefers-color-scheme:dark){:root{\(dark.joined(separator: ";"))}}
      \(lines.joined(separator: "\n"))
      \(rules)
      """
  }

  private static let rules = #"""
    :root{
      color-scheme:light dark;
      --paper:#ffffff;--raised:#f4f6f8;--ink:#1b1f24;--faint:#5c6670;--rule:#d9dde1;--link:#0b5c9e;
      --best:#e3f1ea;--truth:#f0e442;
    }
    @media (prefers-color-scheme:dark){
      :root{
        --paper:#14181c;--raised:#1d2329;--ink:#e8ebee;--faint:#a5afb9;--rule:#363e46;--link:#7cc0f5;
        --best:#1c3a30;
      }
    }
    *{box-sizing:border-box}
    [hidden]{display:none!important}
    body{
      margin:0 auto;max-width:78rem;padding:1rem clamp(.75rem,3vw,2rem) 4rem;
      background:var(--paper);color:var(--ink);
      font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;
      overflow-wrap:anywhere;
    }
    h1{font-size:1.75rem;line-height:1.2;margin:.5rem 0}
    h2{font-size:1.4rem;margin:2.5rem 0 .5rem;padding-top:.75rem;border-top:2px solid var(--ink)}
    h3{font-size:1.15rem;margin:2rem 0 .5rem}
    h4{font-size:1rem;margin:1.5rem 0 .25rem}
    p{margin:.5rem 0;max-width:48rem}
    a{color:var(--link)}
    .quiet{color:var(--faint)}
    .skip{position:absolute;left:-100rem}
    .skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.25rem .5rem;z-index:2}
    nav ul{list-style:none;padding:0;margin:.5rem 0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
    .notes{border-left:.25rem solid var(--c1);background:var(--raised);padding:.5rem .75rem .5rem 2rem;
      margin:.75rem 0;max-width:48rem}
    button,select,input{font:inherit;color:inherit}
    button,select{
      background:var(--raised);border:1px solid var(--faint);border-radius:.3rem;
      padding:.25rem .6rem;min-height:2.25rem;max-width:100%;cursor:pointer;
    }
    :focus-visible{outline:3px solid var(--c0);outline-offset:1px}
    label.choice{display:inline-flex;flex-wrap:wrap;gap:.25rem .5rem;align-items:center;
      margin:.25rem 0;max-width:100%}

    .scroll{overflow-x:auto;margin:.5rem 0 1rem;max-width:100%}
    .scroll.tall{max-height:36rem;overflow-y:auto}
    table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums;
      overflow-wrap:normal}
    caption{text-align:left;color:var(--faint);padding:0 0 .5rem}
    caption span{position:sticky;left:0;display:inline-block;
      max-width:min(48rem,calc(100vw - 2.5rem));overflow-wrap:anywhere}
    th,td{padding:.3rem .6rem;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap}
    thead th{border-bottom:2px solid var(--ink);vertical-align:bottom;padding:0;white-space:normal;
      background:var(--paper)}
    .tall thead th{position:sticky;top:0;z-index:1}
    thead button{
      width:max-content;min-width:100%;max-width:8.25rem;min-height:2.25rem;border:0;border-radius:0;
      background:none;padding:.3rem .6rem;font-weight:600;text-align:inherit;overflow-wrap:anywhere;
    }
    thead button::after{content:"\a0⇅";color:var(--faint);font-weight:400}
    th[aria-sort=ascending] button::after{content:"\a0↑";color:var(--ink)}
    th[aria-sort=descending] button::after{content:"\a0↓";color:var(--ink)}
    thead button:hover,thead button:focus-visible{background:var(--raised)}
    thead th.name button{max-width:none}
    .name{text-align:left;white-space:normal;min-width:7.5rem;max-width:18rem;overflow-wrap:anywhere}
    tr>.name:first-child{position:sticky;left:0;background:var(--paper)}
    thead tr>.name:first-child{z-index:2}
    th.name:has(svg){padding-left:3.1rem;text-indent:-2.5rem}
    @media (min-width:45rem){.name{min-width:12rem}}
    tbody th{font-weight:500}
    tbody th button{border:0;background:none;padding:0;min-height:0;text-align:left;color:var(--link);
      text-decoration:underline}
    td small{display:block;color:var(--faint);font-size:.75rem}
    td.best{background:var(--best);font-weight:700}
    td.best small{font-weight:400}
    tbody tr:hover,tbody tr:hover>.name{background:var(--raised)}
    td.text{text-align:left;white-space:normal;min-width:12rem;overflow-wrap:anywhere}

    .plots{display:grid;gap:1rem;margin:1rem 0;
      grid-template-columns:repeat(auto-fill,minmax(min(100%,22.5rem),1fr))}
    figure{margin:0;min-width:0;max-width:36rem;border:1px solid var(--rule);border-radius:.4rem;
      padding:.25rem}
    figure .save{display:block;margin:.25rem 0 .25rem auto;font-size:.75rem;min-height:1.75rem;
      padding:.1rem .5rem;color:var(--faint);border-color:var(--rule)}
    .beside{display:grid;gap:0 1.5rem;align-items:start;
      grid-template-columns:repeat(auto-fit,minmax(min(100%,22.5rem),1fr))}
    .beside>*{min-width:0}
    @media (min-width:60rem){.beside:has(figure){grid-template-columns:minmax(22.5rem,1fr) 2fr}}
    svg.plot{display:block;width:100%;height:auto}
    .paper{fill:var(--paper)}
    text.ink{fill:var(--ink)}
    text.faint{fill:var(--faint)}
    path.grid{stroke:var(--rule)}
    path.frame{stroke:var(--faint)}
    rect.span{fill:var(--rule)}

    .viewer{border:1px solid var(--rule);border-radius:.4rem;padding:.75rem;margin:1rem 0}
    .viewer canvas{display:block;max-width:100%;max-height:70vh;margin:.5rem auto;
      background:#000;border-radius:.2rem}
    .viewer .controls{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin:.5rem 0}
    .viewer .controls input{flex:1 1 14rem;min-width:0}
    .viewer .keys{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;
      margin:.5rem 0}
    .viewer .keys label{display:inline-flex;gap:.4rem;align-items:center;min-height:2rem}
    svg.sample{width:2rem;height:.75rem;margin-right:.5rem;vertical-align:-.05rem;flex:none}
    path.truth{stroke:var(--truth)}
    .viewer output{font-variant-numeric:tabular-nums;white-space:nowrap}
    .overlap{display:block;width:100%;height:13rem;touch-action:pan-y;cursor:crosshair}
    .overlap .cursor{stroke:var(--ink);stroke-width:1.5}
    kbd{font:inherit;font-size:.8rem;border:1px solid var(--faint);border-radius:.2rem;padding:0 .3rem}
    dl{max-width:48rem}
    dt{font-weight:600;margin-top:.5rem}
    dd{margin-left:1rem}
    @media print{.viewer,.save,nav,label.choice{display:none}.scroll,.scroll.tall{overflow:visible;
      max-height:none}}
    """#
}
