/* ES5 by intent: only browsers that know no modules run it (IE mode of 360, QQ, UOS). Says what to do, and nothing else. */
(function () {
  function say() {
    var scripts = document.getElementsByTagName("script");
    var text = "";
    for (var i = 0; i < scripts.length; i += 1) {
      text = text || scripts[i].getAttribute("data-text") || "";
    }
    var box = document.createElement("div");
    box.className = "old-browser";
    box.setAttribute("role", "alert");
    box.appendChild(document.createTextNode(text || "请切换到极速模式"));
    document.body.insertBefore(box, document.body.firstChild);
  }
  if (document.body) {
    say();
  } else {
    document.attachEvent ? window.attachEvent("onload", say) : window.addEventListener("load", say);
  }
})();
