import { Classifier } from './classifier';

export default function Page() {
  return (
    <main>
      <h1>In the browser</h1>
      <Classifier />
      <h1>On the server</h1>
      <form action="/api/faces" method="post" encType="multipart/form-data">
        <input type="file" name="photo" accept="image/*" required aria-label="Photo" />
        <button>Upload</button>
      </form>
    </main>
  );
}
