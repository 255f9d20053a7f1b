// Shows the picture that was chosen in the page's context menu.
const classifier = document.querySelector('ferkit-classifier');

const show = (picture) => {
  if (picture !== undefined) classifier.input = picture;
};

chrome.storage.session.onChanged.addListener(({ picture }) => show(picture?.newValue));
show((await chrome.storage.session.get('picture')).picture);
