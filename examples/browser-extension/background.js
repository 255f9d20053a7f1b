// The background worker only opens the panel: Chromium ends it after half a minute, and the panel keeps its classifier.
chrome.runtime.onInstalled.addListener(() => {
  void chrome.sidePanel.setPanelBehavior({ openPanelOnActionClick: true });
  chrome.contextMenus.create({ id: 'classify', title: 'Name the expressions', contexts: ['image'] });
});

chrome.contextMenus.onClicked.addListener(({ srcUrl }, tab) => {
  void chrome.sidePanel.open({ tabId: tab.id });
  // The panel reads it when it opens, and each change.
  void chrome.storage.session.set({ picture: srcUrl });
});
